using Sockets.Tools.Perf.All.Reporting;

namespace Sockets.Tools.Perf.All.Multicast;

/// <summary>What is measured of the multicast mode.</summary>
internal static class MulticastSections
{
    public static IReadOnlyList<AllSection> Create() =>
        [new(new LossPlacesText(), [LossPlacesMeasurement.Paced, LossPlacesMeasurement.SlowReader, LossPlacesMeasurement.StalledReceiver])];
}
