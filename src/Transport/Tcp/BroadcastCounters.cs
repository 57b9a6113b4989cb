namespace Sockets.Transport.Tcp;

/// <summary>
/// What one subscriber of a group, or all of them together, have counted, in messages. After every call
/// <c>Submitted == Sent + Refused + DroppedNewest + DroppedOldest + Conflated + DroppedOnLeave + Pending</c>.
/// </summary>
public readonly record struct BroadcastCounters
{
    /// <summary>Messages offered; one broadcast to ten subscribers counts ten.</summary>
    public long Submitted { get; init; }

    /// <summary>Messages accepted for the wire. What the kernel has taken of them, the connection's <see cref="ConnectionStats"/> say.</summary>
    public long Sent { get; init; }

    /// <summary>Messages that were not accepted: the caller was told by <see cref="BroadcastResult.Refused"/>.</summary>
    public long Refused { get; init; }

    /// <summary>Messages dropped because the queue was full, by <see cref="OverflowPolicy.DropNewest"/>.</summary>
    public long DroppedNewest { get; init; }

    /// <summary>Messages dropped to make room for newer ones, by <see cref="OverflowPolicy.DropOldest"/> and <see cref="OverflowPolicy.Conflate"/>.</summary>
    public long DroppedOldest { get; init; }

    /// <summary>Messages replaced by a newer one of the same key, by <see cref="OverflowPolicy.Conflate"/>.</summary>
    public long Conflated { get; init; }

    /// <summary>Messages that still waited when the subscriber left: it was removed, or its connection closed.</summary>
    public long DroppedOnLeave { get; init; }

    /// <summary>Messages that wait in the queues.</summary>
    public long Pending { get; init; }

    /// <summary>Bytes that wait in the queues, headers included; a message that waits for ten subscribers counts ten times and is stored once.</summary>
    public long PendingBytes { get; init; }

    /// <summary>Everything that was lost to overflow: refused, dropped or replaced.</summary>
    public long Lost => Refused + DroppedNewest + DroppedOldest + Conflated;

    internal static BroadcastCounters Sum(BroadcastCounters left, BroadcastCounters right) => new()
    {
        Submitted = left.Submitted + right.Submitted,
        Sent = left.Sent + right.Sent,
        Refused = left.Refused + right.Refused,
        DroppedNewest = left.DroppedNewest + right.DroppedNewest,
        DroppedOldest = left.DroppedOldest + right.DroppedOldest,
        Conflated = left.Conflated + right.Conflated,
        DroppedOnLeave = left.DroppedOnLeave + right.DroppedOnLeave,
        Pending = left.Pending + right.Pending,
        PendingBytes = left.PendingBytes + right.PendingBytes,
    };
}
