using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Peers;

namespace Sockets.EndToEnd.Tcp;

/// <summary>How much a round trip costs over what the kernel and the runtime make it cost anyway.</summary>
internal static class FloorScenario
{
    private const int Size = 64;

    public static IEnumerable<Scenario> All() =>
    [
        Of(Placement.OneCore, "both ends on one core"),
        Of(Placement.OwnCores, "each end on a core of its own"),
    ];

    private static Scenario Of(Placement placement, string where)
    {
        PairLeg blocking = Ping("bare socket, blocking", TcpEnds.BlockingPing);
        return new Scenario
        {
            Name = "floor",
            Title = $"floor: round trip, {Size} B, one in flight, {where}",
            Rules = "Every leg frames: a request is a length and a payload, and the answer is parsed before the clock is read. "
                + "Closed loop: the next request leaves when the answer is in, so these are costs, not latencies under load. Lower is better.",
            Legs =
            [
                blocking,
                blocking.Again(),
                Ping("bare socket, async", TcpEnds.AsyncPing),
                Ping("libzmq REQ/REP", TcpEnds.ZmqPing, ZmqLibrary.Absence),
            ],
            Reference = blocking.Name,
            Metrics =
            [
                new Metric(Keys.P50, "p50 us", 1e-3, "0.0"),
                new Metric(Keys.P99, "p99 us", 1e-3, "0.0"),
                new Metric(Keys.P999, "p99.9 us", 1e-3, "0.0"),
                new Metric(Keys.Max, "max us", 1e-3, "0"),
                new Metric(Keys.Count, "n", 1, "0"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.0"),
            ],
        };

        PairLeg Ping(string name, string key, string? absence = null) =>
            new(name, key, Size, Side.Connect) { Placement = placement, AbsentBecause = absence };
    }
}
