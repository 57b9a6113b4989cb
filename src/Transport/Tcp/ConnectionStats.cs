namespace Sockets.Transport.Tcp;

/// <summary>
/// What one connection has counted. After every call, and at the end,
/// <c>MessagesSubmitted == MessagesSent + MessagesRefused + DroppedNewest + DroppedOldest + Conflated + DroppedAtClose +
/// LostInGaps + MessagesPending</c> and <c>MessagesReceived == MessagesDelivered + MessagesUnread</c>. The payloads of what
/// was accepted for the wire take <c>BytesSent - BytesBeforeCompression + BytesAfterCompression</c> there.
/// </summary>
public readonly record struct ConnectionStats
{
    /// <summary>Messages offered by the application, whatever became of them.</summary>
    public long MessagesSubmitted { get; init; }

    /// <summary>
    /// Messages of which the kernel took every byte; of the last batch of a connection that failed, none count. One that is
    /// sent again after a cut counts once; with <see cref="LostInGaps"/>, where a gap moves it, the sum never falls.
    /// </summary>
    public long MessagesSent { get; init; }

    /// <summary>Messages that stayed with the caller, who was told why.</summary>
    public long MessagesRefused { get; init; }

    /// <summary>Messages dropped because the queue was full, by <see cref="OverflowPolicy.DropNewest"/>.</summary>
    public long DroppedNewest { get; init; }

    /// <summary>Messages dropped to make room for newer ones, by <see cref="OverflowPolicy.DropOldest"/>.</summary>
    public long DroppedOldest { get; init; }

    /// <summary>Messages replaced by a newer one of the same key, by <see cref="OverflowPolicy.Conflate"/>.</summary>
    public long Conflated { get; init; }

    /// <summary>Messages accepted and not sent when the connection closed, or when it left the <see cref="BroadcastGroup"/> they came from.</summary>
    public long DroppedAtClose { get; init; }

    /// <summary>Messages that were sent, did not arrive before a cut, and were not kept long enough to be sent again; the events of <see cref="ResumeOptions"/> say which.</summary>
    public long LostInGaps { get; init; }

    /// <summary>Messages that the peer sent and that never arrived: its <see cref="LostInGaps"/>, as this side was told.</summary>
    public long MissedInGaps { get; init; }

    /// <summary>How often the session went on after a cut.</summary>
    public long Resumptions { get; init; }

    /// <summary>Messages accepted or waiting, and not yet taken by the kernel.</summary>
    public long MessagesPending { get; init; }

    /// <summary>Bytes that wait here to be sent, headers included.</summary>
    public long BytesPending { get; init; }

    /// <summary>Payload bytes of the messages accepted for the wire, before any compression.</summary>
    public long BytesSent { get; init; }

    /// <summary>Messages accepted for the wire that go compressed.</summary>
    public long CompressedMessages { get; init; }

    /// <summary>Payload bytes of <see cref="CompressedMessages"/> as the application offered them.</summary>
    public long BytesBeforeCompression { get; init; }

    /// <summary>Payload bytes of <see cref="CompressedMessages"/> on the wire, their raw lengths included.</summary>
    public long BytesAfterCompression { get; init; }

    /// <summary>Messages that arrived whole.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Payload bytes of the messages that arrived whole, after any decompression.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Messages that the handler was given or the reader took, requests and replies included.</summary>
    public long MessagesDelivered { get; init; }

    /// <summary>Messages that arrived and that nobody has read: they wait for the reader, or the connection was disposed before.</summary>
    public long MessagesUnread { get; init; }

    /// <summary>Bytes the kernel took, headers and control frames included.</summary>
    public long WireBytesSent { get; init; }

    /// <summary>Bytes the kernel gave, headers and control frames included.</summary>
    public long WireBytesReceived { get; init; }

    /// <summary>Calls into the kernel for sending; with <see cref="MessagesSent"/> it shows how well messages were batched.</summary>
    public long SendCalls { get; init; }

    /// <summary>Calls into the kernel for receiving.</summary>
    public long ReceiveCalls { get; init; }

    /// <summary>How often the sender ran out of the receiver's credit.</summary>
    public long Stalls { get; init; }

    /// <summary>How long the sender was held back by the receiver's credit, in all.</summary>
    public TimeSpan StalledTime { get; init; }

    /// <summary>Whether the sender is held back now: a message was refused or waits for want of credit, and none has gone out since.</summary>
    public bool IsStalled { get; init; }

    /// <summary>Bytes, headers included, that may be sent now before the receiver grants more; 0 without flow control.</summary>
    public int CreditBytes { get; init; }

    /// <summary>Messages that may be sent now before the receiver grants more; 0 without flow control.</summary>
    public int CreditMessages { get; init; }

    /// <summary>The last measured round trip of a heartbeat; null before the first, and without heartbeats.</summary>
    public TimeSpan? RoundTrip { get; init; }
}
