using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Control;

/// <summary>What the server has counted so far.</summary>
/// <param name="Counts">Since the start.</param>
/// <param name="Times">
/// The one-way times it has recorded since it said so last, in at most <see cref="MostCells"/> cells; null when it has recorded none,
/// and of a server that does not say them.
/// </param>
internal sealed record Progress(EndCounts Counts, HistogramData? Times = null) : ControlMessage
{
    /// <summary>Bounds the line to some 20 KB. Few times have no more cells and lose nothing; the widest joined ones are a 32nd of a power of two.</summary>
    public const int MostCells = 1024;
}
