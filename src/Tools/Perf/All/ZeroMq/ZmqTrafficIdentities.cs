using Sockets.Tools.Perf.All.Results;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>The identities of messages in one direction, from what both sockets have counted.</summary>
internal static class ZmqTrafficIdentities
{
    /// <summary>Every identity there is, once nothing is on its way any more.</summary>
    /// <param name="sender">What was sent to the receiver.</param>
    /// <param name="receiver">What the receiver got.</param>
    public static IReadOnlyList<Identity> Of(ZmqTraffic sender, ZmqTraffic receiver) =>
    [
        new Identity(
            new Term("offered", sender.Offered),
            [new Term("sent", sender.Sent), .. Causes(sender), new Term("pending", sender.Pending)]),
        new Identity(new Term("sent", sender.Sent), new Term("received", receiver.Received)),
        new Identity(
            new Term("received", receiver.Received),
            new Term("delivered", receiver.Delivered),
            new Term("filtered", receiver.Filtered),
            new Term("unread", receiver.Unread),
            new Term("discarded", receiver.Discarded)),
    ];

    /// <summary>Messages that were offered and dropped, whatever the cause.</summary>
    public static long Dropped(ZmqTraffic sender) => Causes(sender).Sum(static c => c.Count);

    private static Term[] Causes(ZmqTraffic sender) =>
    [
        new("dropped newest", sender.DroppedNewest),
        new("dropped oldest", sender.DroppedOldest),
        new("conflated", sender.Conflated),
        new("dropped at close", sender.DroppedAtClose),
    ];
}
