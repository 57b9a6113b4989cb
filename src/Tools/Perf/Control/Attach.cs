namespace Sockets.Tools.Perf.Control;

/// <summary>The first message of a data stream.</summary>
/// <param name="Run">The test it belongs to.</param>
/// <param name="Stream">Which of its streams it is.</param>
internal sealed record Attach(string Run, int Stream) : ControlMessage;
