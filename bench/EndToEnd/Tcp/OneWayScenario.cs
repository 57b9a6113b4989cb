using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Peers;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>How many messages one connection carries in one direction.</summary>
internal static class OneWayScenario
{
    /// <summary>The payload that the target is stated for.</summary>
    private const int SmallSize = 64;

    public static IEnumerable<Scenario> All() => [Of(SmallSize), Of(1024)];

    private static Scenario Of(int size)
    {
        PairLeg zmq = new("libzmq PUSH/PULL", TcpEnds.ZmqFlow, size, Side.Listen) { AbsentBecause = ZmqLibrary.Absence };
        return new Scenario
        {
            Name = "oneway",
            Title = $"oneway: {size} B, one connection",
            Rules = "Counted at the receiver between its first and its last scored message; what was sent and what was received must be equal. "
                + "The sender copies every message from a plain buffer. The ceiling has no queue and no flow control. "
                + "Ours: the server has a handler, unless it pulls. Higher is better.",
            Legs =
            [
                zmq,
                zmq.Again(),
                Flow("bare socket, framed, 64 KiB batches (ceiling)", TcpEnds.BatchFlow),
                Flow("native, Async", TcpEnds.NativeFlowHandled(Driver.Async)),
                Flow("native, DedicatedThread", TcpEnds.NativeFlowHandled(Driver.DedicatedThread)),
                Flow("native, Async, server pulls", TcpEnds.NativeFlowPulled(Driver.Async)),
                Flow("framed len32be, Async", TcpEnds.FramedFlowHandled(Driver.Async)),
            ],
            Comparisons = size == SmallSize
                ? [WithAim("native, Async"), WithAim("native, DedicatedThread"), Beside("native, Async, server pulls")]
                : [Beside("native, DedicatedThread")],
            Reference = zmq.Name,
            Metrics =
            [
                new Metric(Keys.MessagesPerSecond, "10^6 messages/s", 1e-6, "0.00"),
                new Metric(Keys.BytesPerSecond, "payload MB/s", 1e-6, "0"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.00"),
            ],
        };

        Comparison WithAim(string leg) => Beside(leg) with { Aim = Aim.AtLeast(2) };

        Comparison Beside(string leg) => new($"TCP one way, {size} B", leg, zmq.Name);

        PairLeg Flow(string name, string key) => new(name, key, size, Side.Listen);
    }
}
