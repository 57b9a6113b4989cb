using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Control;

/// <summary>What the server has seen of the test.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Error">What went wrong on its side; null when nothing did.</param>
/// <param name="Notices">What deserves attention there; null when nothing does.</param>
internal sealed record Result(EndFigures Figures, string? Error = null, IReadOnlyList<string>? Notices = null) : ControlMessage;
