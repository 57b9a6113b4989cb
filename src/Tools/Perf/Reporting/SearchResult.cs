namespace Sockets.Tools.Perf.Reporting;

/// <summary>The search for the highest rate with little enough loss.</summary>
internal sealed record SearchResult
{
    /// <summary>The share that may be lost, 0 to 1.</summary>
    public required double MostLoss { get; init; }

    public required int MessageBytes { get; init; }

    /// <summary>The highest rate that was good for the whole time of a test, as it was achieved; null when none was.</summary>
    public double? MessagesPerSecond { get; init; }

    /// <summary>Whether the search came to its end.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>What was tried, in order. Each is a result, too.</summary>
    public required IReadOnlyList<SearchProbe> Probes { get; init; }
}
