using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Peers;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>How many bytes one connection carries when messages are big.</summary>
internal static class BulkScenario
{
    private const int Size = 1024 * 1024;

    public static IEnumerable<Scenario> All()
    {
        Iperf3Leg iperf = new("iperf3, one stream, unframed");
        PairLeg awaited = Flow("bare socket, unframed, reads awaited", TcpEnds.StreamFlowAwaited);
        yield return new Scenario
        {
            Name = "bulk",
            Title = "bulk: 1 MiB messages, one connection",
            Rules = "Payload bytes per second at the receiver. iperf3 and the ceiling move bytes without frames, in blocks of 128 KiB; "
                + "all others move whole messages. iperf3 reports its own rate and processor time. Higher is better.",
            Legs =
            [
                iperf,
                new Iperf3Leg(Leg.NameAgain(iperf.Name)),
                Flow("bare socket, unframed, 128 KiB blocks (ceiling)", TcpEnds.StreamFlow),
                awaited,
                new PairLeg("libzmq PUSH/PULL", TcpEnds.ZmqFlow, Size, Side.Listen) { AbsentBecause = ZmqLibrary.Absence },
                Flow("native, Async", TcpEnds.NativeFlowAwaited(Driver.Async)),
                Flow("native, DedicatedThread", TcpEnds.NativeFlowAwaited(Driver.DedicatedThread)),
            ],
            Comparisons = [Beside("native, DedicatedThread", iperf.Name), Beside("native, Async", awaited.Name)],
            Reference = iperf.Name,
            Metrics =
            [
                new Metric(Keys.BytesPerSecond, "GB/s", 1e-9, "0.00"),
                new Metric(Keys.SecondsPerGigabyte, "CPU s per GB", 1, "0.00"),
            ],
        };

        // Each driver beside a peer that waits as it does: docs/decisions/0006.
        static Comparison Beside(string leg, string peer) => new("TCP bulk, 1 MiB messages", leg, peer) { Aim = Aim.AtLeast(0.9) };
    }

    private static PairLeg Flow(string name, string key) => new(name, key, Size, Side.Listen);
}
