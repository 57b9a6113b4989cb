namespace Sockets.Tools.Perf.Reporting;

/// <summary>A test is over.</summary>
internal sealed record PerfTestDone : PerfObject
{
    /// <summary>Which test, from 0.</summary>
    public required int Test { get; init; }

    public required TestResult Result { get; init; }
}
