using Sockets.Tools.Perf.All.Results;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>The identities of a session in one direction, from what both sides have counted.</summary>
internal static class SessionIdentities
{
    /// <summary>Every identity there is, when the session is over.</summary>
    /// <param name="sender">The sending side's counters.</param>
    /// <param name="receiver">The receiving side's counters.</param>
    public static IReadOnlyList<Identity> Of(ConnectionStats sender, ConnectionStats receiver) =>
    [
        OfSender(sender),
        new Identity(new Term("sent", sender.MessagesSent), new Term("received", receiver.MessagesReceived)),
        new Identity(
            new Term("received", receiver.MessagesReceived),
            new Term("delivered", receiver.MessagesDelivered),
            new Term("unread", receiver.MessagesUnread)),
    ];

    /// <summary>What became of the messages that were offered. It closes at any time.</summary>
    public static Identity OfSender(ConnectionStats sender) =>
        new(new Term("submitted", sender.MessagesSubmitted), [new Term("sent", sender.MessagesSent), .. NotSent(sender)]);

    /// <summary>From end to end, once nothing is on its way any more.</summary>
    public static Identity EndToEnd(ConnectionStats sender, ConnectionStats receiver) =>
        new(new Term("submitted", sender.MessagesSubmitted), [new Term("delivered", receiver.MessagesDelivered), .. NotSent(sender)]);

    /// <summary>Messages that were offered and dropped, whatever the cause.</summary>
    public static long Dropped(ConnectionStats sender) =>
        sender.DroppedNewest + sender.DroppedOldest + sender.Conflated + sender.DroppedAtClose;

    // A cause that never occurred is left out; what is pending is said always.
    private static IEnumerable<Term> NotSent(ConnectionStats sender) =>
        ((Term[])
        [
            new("refused", sender.MessagesRefused),
            new("dropped newest", sender.DroppedNewest),
            new("dropped oldest", sender.DroppedOldest),
            new("conflated", sender.Conflated),
            new("dropped at close", sender.DroppedAtClose),
        ]).Where(static t => t.Count != 0).Append(new Term("pending", sender.MessagesPending));
}
