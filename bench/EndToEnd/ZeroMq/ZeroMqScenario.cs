using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Peers;
using Sockets.EndToEnd.Tcp;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>Our ZeroMQ sockets beside libzmq's, among themselves and mixed.</summary>
internal static class ZeroMqScenario
{
    private const int SmallSize = 64;

    public static IEnumerable<Scenario> All() => [Publish(SmallSize), Publish(1024), Push(SmallSize), Push(1024), Curve(SmallSize), Curve(1024), Request(), Fan()];

    private static Scenario Publish(int size)
    {
        PairLeg zmq = new("libzmq to libzmq", ZeroMqEnds.ZmqPublish, size, Side.Listen) { AbsentBecause = ZmqLibrary.Absence };
        return OneWay("pubsub", $"publish/subscribe: {size} B, one subscriber, no loss", zmq, size, ZeroMqEnds.OurPublish, ZeroMqEnds.PublishToZmq, ZeroMqEnds.PublishFromZmq);
    }

    private static Scenario Push(int size)
    {
        PairLeg zmq = new("libzmq to libzmq", TcpEnds.ZmqFlow, size, Side.Listen) { AbsentBecause = ZmqLibrary.Absence };
        return OneWay("pushpull", $"push/pull: {size} B, one peer", zmq, size, ZeroMqEnds.OurPush, ZeroMqEnds.PushToZmq, ZeroMqEnds.PushFromZmq);
    }

    private static Scenario Curve(int size)
    {
        PairLeg zmq = new("libzmq to libzmq", ZeroMqEnds.ZmqCurve, size, Side.Listen) { AbsentBecause = ZmqLibrary.Absence };
        return OneWay("curve", $"push/pull over CURVE: {size} B, one peer", zmq, size, ZeroMqEnds.OurCurve, ZeroMqEnds.CurveToZmq, ZeroMqEnds.CurveFromZmq);
    }

    private static Scenario OneWay(string name, string title, PairLeg zmq, int size, string ours, string toZmq, string fromZmq)
    {
        PairLeg oursToOurs = new("ours to ours", ours, size, Side.Listen);
        PairLeg oursToZmq = new("ours to libzmq", toZmq, size, Side.Listen) { AbsentBecause = ZmqLibrary.Absence };
        PairLeg zmqToOurs = new("libzmq to ours", fromZmq, size, Side.Listen) { AbsentBecause = ZmqLibrary.Absence };
        bool hasAims = size == SmallSize && name == "pubsub";
        Aim? mixed = hasAims ? Aim.AtLeast(1) : null;
        return new Scenario
        {
            Name = name,
            Title = title,
            Rules = "Counted at the receiver between its first and its last scored message; what was sent and what was received must be equal. "
                + "The high-water marks are the defaults of 1,000 on both sides, the sender waits at them. Higher is better.",
            Legs = [zmq, zmq.Again(), oursToOurs, oursToZmq, zmqToOurs],
            Comparisons =
            [
                Beside(oursToOurs, hasAims ? Aim.AtLeast(1.5) : null),
                .. size == SmallSize ? [Beside(oursToZmq, mixed), Beside(zmqToOurs, mixed)] : Array.Empty<Comparison>(),
            ],
            Reference = zmq.Name,
            Metrics =
            [
                new Metric(Keys.MessagesPerSecond, "10^6 messages/s", 1e-6, "0.00"),
                new Metric(Keys.BytesPerSecond, "payload MB/s", 1e-6, "0"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.00"),
            ],
        };

        Comparison Beside(PairLeg leg, Aim? aim) => new($"ZeroMQ {title}", leg.Name, zmq.Name) { Aim = aim };
    }

    private static Scenario Request()
    {
        PairLeg zmq = new("libzmq REQ/REP", TcpEnds.ZmqPing, SmallSize, Side.Connect) { AbsentBecause = ZmqLibrary.Absence };
        PairLeg ours = new("ours REQ/REP", ZeroMqEnds.OurRequest, SmallSize, Side.Connect);
        return new Scenario
        {
            Name = "reqrep",
            Title = $"request/reply: {SmallSize} B, one in flight",
            Rules = "Closed loop: the next request leaves when the answer is in. Ours awaits on both sides. Lower is better.",
            Legs = [zmq, zmq.Again(), ours],
            Comparisons = [new Comparison($"ZeroMQ request/reply p50, {SmallSize} B", ours.Name, zmq.Name) { Aim = Aim.AtMost(0.5) }],
            Reference = zmq.Name,
            Metrics =
            [
                new Metric(Keys.P50, "p50 us", 1e-3, "0.0"),
                new Metric(Keys.P99, "p99 us", 1e-3, "0.0"),
                new Metric(Keys.Count, "n", 1, "0"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.0"),
            ],
        };
    }

    private static Scenario Fan()
    {
        const int Size = 1024;
        PairLeg nine = new("ours to 9 subscribers", ZeroMqEnds.OurFan9, Size, Side.Connect);
        PairLeg stopped = new("ours to 9 and a stopped one", ZeroMqEnds.OurFan9Stopped, Size, Side.Connect);
        return new Scenario
        {
            Name = "fanout",
            Title = $"fan-out: {Size} B to 1 and 9 of our subscribers at {PublishFan.Rate}/s, with and without a tenth that is stopped",
            Rules = "From the moment a message is due to each subscriber that reads; a high-water mark of 64 for each, and what is new is dropped. 16 MiB go before, so that the stopped one is full. "
                + "Lower is better; messages/s are those that arrive at all of them.",
            Legs =
            [
                nine, nine.Again(), stopped, new PairLeg("ours to 1 subscriber", ZeroMqEnds.OurFan1, Size, Side.Connect),
                FromZmq("libzmq to 9 subscribers", ZeroMqEnds.ZmqFan9), FromZmq("libzmq to 9 and a stopped one", ZeroMqEnds.ZmqFan9Stopped),
                FromZmq("libzmq to 1 subscriber", ZeroMqEnds.ZmqFan1),
            ],
            Comparisons = [new Comparison("ZeroMQ publish, one stopped among 10: the others' p99", stopped.Name, nine.Name) { Aim = Aim.AtMost(1.1) }],
            Reference = nine.Name,
            Metrics =
            [
                new Metric(Keys.P99, "p99 us", 1e-3, "0.0"),
                new Metric(Keys.P50, "p50 us", 1e-3, "0.0"),
                new Metric(Keys.MessagesPerSecond, "messages/s", 1, "0"),
                new Metric(Keys.SecondsPerMillion, "CPU s per 10^6", 1, "0.0"),
            ],
        };

        static PairLeg FromZmq(string name, string key) => new(name, key, Size, Side.Connect) { AbsentBecause = ZmqLibrary.Absence };
    }
}
