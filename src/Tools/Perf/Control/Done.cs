namespace Sockets.Tools.Perf.Control;

/// <summary>The server has sent all it had to send.</summary>
internal sealed record Done : ControlMessage;
