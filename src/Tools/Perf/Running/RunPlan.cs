using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Perf.Running;

/// <summary>A checked command line of <c>perf run</c> or <c>perf loss</c>.</summary>
internal sealed record RunPlan
{
    /// <summary>As it was typed: <c>perf run</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>Where the data goes.</summary>
    public required ChannelSettings Settings { get; init; }

    /// <summary>Where the server is; the same as the data but for datagrams. Null for a side that only listens.</summary>
    public ChannelSettings? Server { get; init; }

    /// <summary>The tests, in order: one for each size.</summary>
    public required IReadOnlyList<TestPlan> Tests { get; init; }

    /// <summary>The share of packets that may be lost when the highest rate is searched; null when it is not.</summary>
    public double? FindMax { get; init; }

    public required ReportSettings Report { get; init; }

    /// <summary>How often there is a line or an object of what happened.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The file that gets a row for each interval and each result; <c>-</c> for standard output; null for none.</summary>
    public string? Csv { get; init; }

    /// <summary>Where a page of it goes; null for none.</summary>
    public string? Page { get; init; }

    public IReadOnlyList<PerfExpectation> Expectations { get; init; } = [];
}
