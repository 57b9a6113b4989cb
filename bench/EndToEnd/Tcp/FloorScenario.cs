using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Peers;
using Sockets.Transport.Tcp;

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
        PairLeg awaited = Ping("bare socket, async", TcpEnds.AsyncPing);
        string? spinning = placement == Placement.OneCore ? "an end that spins needs a core of its own" : null;
        return new Scenario
        {
            Name = "floor",
            Title = $"floor: round trip, {Size} B, one in flight, {where}",
            Rules = "Every leg frames: a request is a length and a payload, and the answer is parsed before the clock is read. "
                + "Closed loop: the next request leaves when the answer is in, so these are costs, not latencies under load. "
                + "Ours: a handler at both ends, unless the client pulls. Lower is better.",
            Legs =
            [
                blocking,
                blocking.Again(),
                awaited,
                Ping("libzmq REQ/REP", TcpEnds.ZmqPing, ZmqLibrary.Absence),
                Ping("native, DedicatedThread", TcpEnds.NativePingHandled(Driver.DedicatedThread)),
                Ping("native, Async", TcpEnds.NativePingHandled(Driver.Async)),
                Ping("native, BusyPoll", TcpEnds.NativePingHandled(Driver.BusyPoll), spinning),
                Ping("native, DedicatedThread, client pulls", TcpEnds.NativePingPulled(Driver.DedicatedThread)),
                Ping("native, Async, client pulls", TcpEnds.NativePingPulled(Driver.Async)),
                Ping("framed len32be, DedicatedThread", TcpEnds.FramedPingHandled(Driver.DedicatedThread)),
                Ping("framed len32be, Async", TcpEnds.FramedPingHandled(Driver.Async)),
            ],
            Comparisons =
            [
                Beside("native, DedicatedThread", blocking.Name, Aim.AtMost(1.15)),
                Beside("native, Async", awaited.Name, Aim.AtMost(1.3)),
                .. placement == Placement.OwnCores ? [Beside("native, BusyPoll", blocking.Name, aim: null)] : Array.Empty<Comparison>(),
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

        Comparison Beside(string leg, string peer, Aim? aim) => new($"TCP round trip p50, {Size} B, {where}", leg, peer) { Aim = aim };

        PairLeg Ping(string name, string key, string? absence = null) =>
            new(name, key, Size, Side.Connect) { Placement = placement, AbsentBecause = absence };
    }
}
