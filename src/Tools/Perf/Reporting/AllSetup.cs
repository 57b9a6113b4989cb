namespace Sockets.Tools.Perf.Reporting;

/// <summary>What the figures of <c>perf all</c> mean nothing without.</summary>
internal sealed record AllSetup
{
    /// <summary>Name and version of this program.</summary>
    public required string Tool { get; init; }

    /// <summary>As it was typed.</summary>
    public string Verb { get; init; } = "perf all";

    /// <summary>Where everything goes; of multicast, the interface of this address.</summary>
    public string Path { get; init; } = "127.0.0.1";

    /// <summary>Both ends are in this one.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>How long each measurement lasts.</summary>
    public required long TimeNs { get; init; }

    /// <summary>How long before that nothing is scored, where speed is measured.</summary>
    public required long WarmupNs { get; init; }

    public required PerfHost Host { get; init; }
}
