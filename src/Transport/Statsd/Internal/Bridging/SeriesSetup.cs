using Sockets.Transport.Statsd.Internal.Sources;
using Sockets.Transport.Statsd.Internal.Writing;

namespace Sockets.Transport.Statsd.Internal.Bridging;

/// <summary>What all bridged series share.</summary>
internal sealed record SeriesSetup
{
    public required NameSetup Names { get; init; }

    public required int SamplesPerFlush { get; init; }

    public required int GaugeRepeat { get; init; }

    /// <summary>What a histogram without a unit of time becomes.</summary>
    public required StatsdMetricType Histograms { get; init; }

    public required SourceSet Sources { get; init; }

    /// <summary>Counts measurements that have no place, not even among the overflow.</summary>
    public required Source Unplaced { get; init; }
}
