namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>The sending half of a connection's counters; see <see cref="ConnectionStats"/> for what each means.</summary>
internal readonly record struct SendCounters
{
    public long Submitted { get; init; }

    public long Sent { get; init; }

    public long BytesCommitted { get; init; }

    public long CompressedMessages { get; init; }

    public long BytesBeforeCompression { get; init; }

    public long BytesAfterCompression { get; init; }

    public long Refused { get; init; }

    public long DroppedNewest { get; init; }

    public long DroppedOldest { get; init; }

    public long Conflated { get; init; }

    public long DroppedAtClose { get; init; }

    public long LostInGaps { get; init; }

    public long Pending { get; init; }

    public long PendingBytes { get; init; }

    public long Stalls { get; init; }

    public TimeSpan StalledTime { get; init; }

    public bool IsStalled { get; init; }

    public int CreditBytes { get; init; }

    public int CreditMessages { get; init; }
}
