namespace Sockets.Tools.Perf.Control;

/// <summary>The server has all streams; whoever sends begins.</summary>
internal sealed record Started : ControlMessage;
