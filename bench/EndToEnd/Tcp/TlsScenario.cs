using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>What TLS costs a session: the same legs with and without it.</summary>
internal static class TlsScenario
{
    private const int Small = 64;
    private const int Large = 1024 * 1024;

    public static IEnumerable<Scenario> All() =>
    [
        Flow(Small, TcpEnds.NativeFlowHandled(Driver.Async), TcpEnds.TlsFlowHandled),
        Flow(1024, TcpEnds.NativeFlowHandled(Driver.Async), TcpEnds.TlsFlowHandled),
        Flow(Large, TcpEnds.NativeFlowAwaited(Driver.Async), TcpEnds.TlsFlowAwaited),
        Ping(Placement.OneCore, "both ends on one core"),
        Ping(Placement.OwnCores, "each end on a core of its own"),
    ];

    private static Scenario Flow(int size, string plain, string encrypted)
    {
        PairLeg reference = new("native, Async", plain, size, Side.Listen);
        return new Scenario
        {
            Name = "tls",
            Title = $"tls: one way, {(size == Large ? "1 MiB" : $"{size} B")}, one connection",
            Rules = "As oneway and bulk. Measured behind the handshake; the cipher is what both sides agree on by default. Higher is better.",
            Legs = [reference, reference.Again(), new PairLeg("native, Async, TLS", encrypted, size, Side.Listen)],
            Reference = reference.Name,
            Metrics =
            [
                new Metric(Keys.MessagesPerSecond, "10^6 messages/s", 1e-6, "0.000"),
                new Metric(Keys.BytesPerSecond, "payload MB/s", 1e-6, "0"),
                new Metric(Keys.SecondsPerGigabyte, "CPU s per GB", 1, "0.00"),
            ],
        };
    }

    private static Scenario Ping(Placement placement, string where)
    {
        PairLeg reference = Leg("native, Async", TcpEnds.NativePingHandled(Driver.Async));
        return new Scenario
        {
            Name = "tls",
            Title = $"tls: round trip, {Small} B, one in flight, {where}",
            Rules = "As floor: a closed loop, a handler at both ends. Each message is a record of its own. Lower is better.",
            Legs =
            [
                reference,
                reference.Again(),
                Leg("native, Async, TLS", TcpEnds.TlsPingHandled(Driver.Async)),
                Leg("native, DedicatedThread", TcpEnds.NativePingHandled(Driver.DedicatedThread)),
                Leg("native, DedicatedThread, TLS", TcpEnds.TlsPingHandled(Driver.DedicatedThread)),
            ],
            Reference = reference.Name,
            Metrics =
            [
                new Metric(Keys.P50, "p50 us", 1e-3, "0.0"),
                new Metric(Keys.P99, "p99 us", 1e-3, "0.0"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.0"),
            ],
        };

        PairLeg Leg(string name, string key) => new(name, key, Small, Side.Connect) { Placement = placement };
    }
}
