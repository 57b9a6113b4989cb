using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Tests.Perf.All.Results;

/// <summary>Results with made-up figures.</summary>
internal static class Samples
{
    private static readonly SlowReader s_slowness = new(TimeSpan.FromMilliseconds(5), 100);

    private static readonly Held s_held = new()
    {
        MaxPendingBytes = 1_032,
        MaxPendingMessages = 1,
        MaxUnreadMessages = 128,
        Heartbeats = 19,
        SlowestHeartbeat = TimeSpan.FromMicroseconds(310),
    };

    public static ThroughputResult Throughput => new()
    {
        Driver = "async",
        MessageBytes = 64,
        Duration = TimeSpan.FromMilliseconds(500),
        Messages = 2_500_000,
        AllMessages = 3_000_001,
        MessagesPerSendCall = 408.25,
        MessagesPerReceiveCall = 102.5,
        Identities = [new Identity(new Term("sent", 3_000_001), new Term("received", 3_000_001))],
    };

    public static RoundTripResult RoundTrip => new()
    {
        Driver = "thread",
        MessageBytes = 64,
        RoundTrip = Trips(p50: 14_900),
        Identities = [new Identity(new Term("requests", 50_001), new Term("answers", 50_001))],
    };

    public static SlowReaderResult SlowReader => new()
    {
        MessageBytes = 1024,
        Reader = s_slowness,
        WindowMessages = 128,
        WindowBytes = 132_096,
        Duration = TimeSpan.FromSeconds(1),
        Messages = 12_000,
        Sending = TimeSpan.FromSeconds(1),
        Stalls = 123,
        Stalled = TimeSpan.FromMilliseconds(953),
        Lost = 0,
        Held = s_held,
        Identities = [new Identity(new Term("numbered", 12_001), new Term("in order", 12_001))],
    };

    public static OverloadResult Overload
    {
        get
        {
            Identity whenStopped = new(new Term("submitted", 100_001), new Term("sent", 12_001), new Term("dropped oldest", 87_000), new Term("pending", 1_000));
            Identity atTheEnd = new(new Term("submitted", 100_001), new Term("delivered", 13_001), new Term("dropped oldest", 87_000), new Term("pending", 0));
            return new OverloadResult
            {
                Policy = "drop-oldest",
                MessageBytes = 1024,
                Reader = s_slowness,
                QueueMessages = 1_000,
                Sending = TimeSpan.FromSeconds(1),
                Duration = TimeSpan.FromSeconds(1),
                Messages = 13_000,
                Submitted = 100_001,
                Delivered = 13_001,
                Dropped = 87_000,
                Missing = 87_000,
                Held = s_held with { MaxPendingBytes = 1_032_000, MaxPendingMessages = 1_000 },
                Identities = [whenStopped, atTheEnd],
            };
        }
    }

    public static LossPlacesResult Paced => new()
    {
        Transport = "multicast",
        Load = "paced",
        MessageBytes = 256,
        TargetMessagesPerSecond = 10_000,
        OfferedMessagesPerSecond = 9_999.5,
        Policy = "drop-oldest",
        QueueMessages = 1_000,
        OneWay = Trips(p50: 12_000).Response,
        Loss = Places(sent: 15_001, delivered: 15_001),
        Identities = [new Identity(new Term("sent", 15_001), new Term("delivered", 15_001))],
    };

    public static LossPlacesResult Stalled => Paced with
    {
        Load = "stalled_receiver",
        TargetMessagesPerSecond = 50_000,
        Reader = s_slowness,
        Loss = Places(sent: 75_001, delivered: 50_001, network: 1_000, socket: 20_000, queue: 4_000),
    };

    public static LossPlacesResult NoMulticast => Paced with { Skipped = "interface 127.0.0.1 does not exist", OneWay = null, Loss = null, Identities = [] };

    public static MetricResult Counter => new()
    {
        Transport = "statsd",
        Metric = "counter",
        Series = 16,
        Duration = TimeSpan.FromSeconds(1),
        Calls = 400_000_000,
        AllocatedBytes = 0,
        Client = new StatsdStats { Submitted = 600_000_000, Sent = 600_000_000, LinesSent = 240, PacketsSent = 15, BytesSent = 7_000 },
        LinesReceived = 240,
        PacketsReceived = 15,
        PacketsLost = 0,
        CallsReceived = 600_000_000,
        Identities = [new Identity(new Term("called", 600_000_000), new Term("submitted", 600_000_000))],
    };

    public static SlowSubscriberResult Subscribers => new()
    {
        Transport = "zeromq",
        Policy = "drop-newest",
        MessageBytes = 1024,
        Reader = s_slowness,
        QueueMessages = 10_000,
        Sending = TimeSpan.FromSeconds(1),
        Published = 100_000,
        Fast = new SubscriberCounts { MatchedMessages = 100_000, DeliveredMessages = 100_000, MaxPendingMessages = 100 },
        Slow = new SubscriberCounts { MatchedMessages = 100_000, DeliveredMessages = 25_000, DroppedMessages = 75_000, MissingMessages = 75_000, MaxPendingMessages = 10_000 },
        Identities = [new Identity(new Term("matched", 200_000), new Term("queued", 125_000), new Term("dropped", 75_000))],
    };

    /// <summary>Round trips of which half take so many nanoseconds.</summary>
    public static RoundTripFigures Trips(long p50) => new()
    {
        Asked = 50_001,
        Answered = 50_001,
        Response = new HistogramData { Count = 50_000, MinNs = 9_000, P50Ns = p50, P99Ns = 25_600, MaxNs = 1_950_000, Cells = [] },
    };

    private static LossResult Places(long sent, long delivered, long network = 0, long socket = 0, long queue = 0) => LossResult.Of(
        sent, dropped: null,
        [new LossFigures
        {
            Expected = sent, Unique = delivered + queue, Lost = network + socket, LostUpstream = network, LostSocket = socket, Dropped = queue, Delivered = delivered,
        }],
        oneWay: null);
}
