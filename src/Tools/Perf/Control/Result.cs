using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Control;

/// <summary>What the server has seen of the test.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Error">What went wrong on its side; null when nothing did.</param>
internal sealed record Result(EndFigures Figures, string? Error = null) : ControlMessage;
