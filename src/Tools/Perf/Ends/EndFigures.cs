namespace Sockets.Tools.Perf.Ends;

/// <summary>What one side has seen of one test.</summary>
internal sealed record EndFigures
{
    public required IReadOnlyList<StreamFigures> Streams { get; init; }

    public required ProcessCost Process { get; init; }
}
