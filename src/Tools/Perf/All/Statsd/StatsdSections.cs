using Sockets.Tools.Perf.All.Reporting;

namespace Sockets.Tools.Perf.All.Statsd;

/// <summary>What is measured of the StatsD mode.</summary>
internal static class StatsdSections
{
    public static IReadOnlyList<AllSection> Create() =>
        [new(new MetricText(), [.. ((MetricKind[])[MetricKind.Counter, MetricKind.Timer, MetricKind.Single]).Select(static kind => new MetricMeasurement(kind))])];
}
