using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>What a figure means nothing without.</summary>
internal sealed record PerfSetup
{
    /// <summary>Name and version of this program.</summary>
    public required string Tool { get; init; }

    /// <summary>As it was typed: <c>perf run</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>Where the data goes.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Where the server is; null when this side only listens.</summary>
    public string? Server { get; init; }

    /// <summary>Who runs this side's data streams: <c>async</c>, <c>thread</c> or <c>spin</c>.</summary>
    public required string Driver { get; init; }

    /// <summary>The client's machine.</summary>
    public required PerfHost Host { get; init; }

    /// <summary>Name and version of the server.</summary>
    public string? ServerTool { get; init; }

    /// <summary>The server's machine.</summary>
    public PerfHost? ServerHost { get; init; }

    /// <summary>Who runs the server's streams.</summary>
    public string? ServerDriver { get; init; }

    /// <summary>How both clocks go together; null when this side only listens.</summary>
    public ClockOffset? Clock { get; init; }

    /// <summary>Which clock one-way times are by, in words.</summary>
    public required string OneWayClock { get; init; }
}
