using Sockets.Tools.Perf.Text;

namespace Sockets.Tools.Perf.Multicast;

/// <summary>What is measured of the multicast mode.</summary>
internal static class MulticastSections
{
    public static IReadOnlyList<PerfSection> Create() =>
        [new(new LossPlacesText(), [LossMeasurement.Paced, LossMeasurement.SlowReader, LossMeasurement.StalledReceiver])];
}
