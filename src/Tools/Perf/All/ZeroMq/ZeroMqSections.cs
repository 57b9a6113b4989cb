using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Perf.All.Reporting;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>What is measured of the ZeroMQ mode.</summary>
internal static class ZeroMqSections
{
    private const int Small = 64;
    private const int Medium = 1024;

    public static IReadOnlyList<AllSection> Create() =>
    [
        new(
            new ThroughputText("ZeroMQ throughput: one way over TCP, as fast as it goes, nothing dropped"),
            [
                .. from sender in (string[])["push", "pub"]
                   from size in (int[])[Small, Medium]
                   select new ZmqThroughputMeasurement(ZmqRole.Parse(sender), size),
            ]),
        new(new RoundTripText("ZeroMQ round trip: 64 B from REQ to REP and back, one at a time", "sockets"), [new RequestMeasurement()]),
        new(new SlowSubscriberText(), [new SlowSubscriberMeasurement()]),
    ];
}
