using Sockets.Tools.Perf.All.Reporting;

namespace Sockets.Tools.Perf.All.Multicast;

/// <summary>What is measured of the multicast mode.</summary>
internal static class MulticastSections
{
    public static IReadOnlyList<PerfSection> Create() =>
        [new(new LossPlacesText(), [LossMeasurement.Paced, LossMeasurement.SlowReader, LossMeasurement.StalledReceiver])];
}
