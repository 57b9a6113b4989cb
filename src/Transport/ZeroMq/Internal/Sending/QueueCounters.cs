namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>What a peer's queue has done, in messages where nothing else is said.</summary>
internal readonly record struct QueueCounters
{
    public long Offered { get; init; }

    public long Sent { get; init; }

    public long DroppedNewest { get; init; }

    public long DroppedOldest { get; init; }

    public long Conflated { get; init; }

    public long DroppedAtClose { get; init; }

    public long Pending { get; init; }

    public long PendingBytes { get; init; }

    public long PendingHighest { get; init; }

    public long WireBytes { get; init; }

    public long SendCalls { get; init; }
}
