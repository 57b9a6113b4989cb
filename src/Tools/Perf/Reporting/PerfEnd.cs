namespace Sockets.Tools.Perf.Reporting;

/// <summary>Everything there is to say when all is over.</summary>
internal sealed record PerfEnd : PerfObject
{
    public required PerfSetup Setup { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    public required long DurationNs { get; init; }

    /// <summary><c>finished</c>, <c>signal</c> or <c>error</c>.</summary>
    public required string End { get; init; }

    public required int ExitCode { get; init; }

    public required IReadOnlyList<TestResult> Results { get; init; }

    /// <summary>What the search for the highest rate found; null when there was none.</summary>
    public SearchResult? Search { get; init; }

    /// <summary>What happened in each interval; with <c>--json=lines</c> they stood on lines of their own, and this is empty.</summary>
    public required IReadOnlyList<PerfInterval> Intervals { get; init; }

    /// <summary>The expectations, met or not.</summary>
    public required IReadOnlyList<Expected> Expect { get; init; }

    /// <summary>What deserves attention, in the order in which it was noticed.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    public PerfError? Error { get; init; }
}
