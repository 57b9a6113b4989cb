namespace Sockets.Tools.Perf.Reporting;

/// <summary>What is going to be measured, and where.</summary>
internal sealed record PerfStart : PerfObject
{
    public required PerfSetup Setup { get; init; }
}
