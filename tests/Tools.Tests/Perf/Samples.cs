using Sockets.Tools.Commands;
using Sockets.Tools.Perf;

namespace Sockets.Tools.Tests.Perf;

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
        Count = 50_000,
        P50 = TimeSpan.FromMicroseconds(14.9),
        P99 = TimeSpan.FromMicroseconds(25.6),
        Max = TimeSpan.FromMilliseconds(1.95),
        Identities = [new Identity(new Term("requests", 50_001), new Term("answers", 50_001))],
    };

    public static SlowReaderResult SlowReader => new()
    {
        MessageBytes = 1024,
        Slowness = s_slowness,
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
                Slowness = s_slowness,
                QueueMessages = 1_000,
                Sending = TimeSpan.FromSeconds(1),
                Duration = TimeSpan.FromSeconds(1),
                Messages = 13_000,
                Submitted = 100_001,
                Delivered = 13_001,
                Dropped = 87_000,
                Missing = 87_000,
                WhenStopped = whenStopped,
                AtTheEnd = atTheEnd,
                Held = s_held with { MaxPendingBytes = 1_032_000, MaxPendingMessages = 1_000 },
                Identities = [whenStopped, atTheEnd],
            };
        }
    }
}
