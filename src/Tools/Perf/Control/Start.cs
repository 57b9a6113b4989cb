namespace Sockets.Tools.Perf.Control;

/// <summary>The client has opened its streams.</summary>
internal sealed record Start : ControlMessage;
