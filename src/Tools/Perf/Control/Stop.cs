namespace Sockets.Tools.Perf.Control;

/// <summary>The client has sent all it had to send, or wants no more.</summary>
internal sealed record Stop : ControlMessage;
