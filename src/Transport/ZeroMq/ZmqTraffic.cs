namespace Sockets.Transport.ZeroMq;

/// <summary>
/// What was sent and received, in messages where nothing else is said. After every call, and at the end,
/// <c>Offered == Sent + DroppedNewest + DroppedOldest + Conflated + DroppedAtClose + Pending</c> and
/// <c>Received == Delivered + Filtered + Unread + Discarded</c>.
/// </summary>
public readonly record struct ZmqTraffic
{
    /// <summary>Messages for which the peer was chosen.</summary>
    public long Offered { get; init; }

    /// <summary>Messages of which the kernel took every byte; of the last batch of a connection that failed, none count.</summary>
    public long Sent { get; init; }

    /// <summary>Messages dropped because as many waited as may.</summary>
    public long DroppedNewest { get; init; }

    /// <summary>Messages dropped to make room for newer ones, by <see cref="OverflowPolicy.DropOldest"/>.</summary>
    public long DroppedOldest { get; init; }

    /// <summary>Messages replaced by a newer one of the same topic, by <see cref="OverflowPolicy.Conflate"/>.</summary>
    public long Conflated { get; init; }

    /// <summary>Messages that waited when the connection ended.</summary>
    public long DroppedAtClose { get; init; }

    /// <summary>Messages that wait, or were handed to the kernel in part.</summary>
    public long Pending { get; init; }

    /// <summary>Bytes that wait, headers included.</summary>
    public long PendingBytes { get; init; }

    /// <summary>The most messages that ever waited at once, for one peer.</summary>
    public long PendingHighest { get; init; }

    /// <summary>Messages that arrived whole.</summary>
    public long Received { get; init; }

    /// <summary>Messages that the application took.</summary>
    public long Delivered { get; init; }

    /// <summary>Messages that arrived and that the socket had not subscribed to, or does not take.</summary>
    public long Filtered { get; init; }

    /// <summary>Messages that arrived and that nobody has taken yet.</summary>
    public long Unread { get; init; }

    /// <summary>Messages that nobody had taken when the socket was disposed.</summary>
    public long Discarded { get; init; }

    /// <summary>Bytes the kernel took, headers and commands included.</summary>
    public long WireBytesSent { get; init; }

    /// <summary>Bytes the kernel gave, headers and commands included.</summary>
    public long WireBytesReceived { get; init; }

    /// <summary>Calls into the kernel for sending; with <see cref="Sent"/> it shows how well messages were batched.</summary>
    public long SendCalls { get; init; }

    /// <summary>Both together.</summary>
    internal ZmqTraffic Plus(in ZmqTraffic other) => new()
    {
        Offered = Offered + other.Offered,
        Sent = Sent + other.Sent,
        DroppedNewest = DroppedNewest + other.DroppedNewest,
        DroppedOldest = DroppedOldest + other.DroppedOldest,
        Conflated = Conflated + other.Conflated,
        DroppedAtClose = DroppedAtClose + other.DroppedAtClose,
        Pending = Pending + other.Pending,
        PendingBytes = PendingBytes + other.PendingBytes,
        PendingHighest = Math.Max(PendingHighest, other.PendingHighest),
        Received = Received + other.Received,
        Delivered = Delivered + other.Delivered,
        Filtered = Filtered + other.Filtered,
        Unread = Unread + other.Unread,
        Discarded = Discarded + other.Discarded,
        WireBytesSent = WireBytesSent + other.WireBytesSent,
        WireBytesReceived = WireBytesReceived + other.WireBytesReceived,
        SendCalls = SendCalls + other.SendCalls,
    };
}
