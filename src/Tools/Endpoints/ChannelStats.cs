using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Transport.Multicast;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Endpoints;

/// <summary>What a channel knows about itself that its user cannot count: drops by cause, stalls, the wire.</summary>
internal readonly record struct ChannelStats
{
    public long Submitted { get; init; }

    public long Sent { get; init; }

    /// <summary>Payload bytes of what was sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>Messages that went compressed, and their payload bytes before and after.</summary>
    public long CompressedMessages { get; init; }

    public long BytesBeforeCompression { get; init; }

    public long BytesAfterCompression { get; init; }

    public long DroppedNewest { get; init; }

    public long DroppedOldest { get; init; }

    public long Conflated { get; init; }

    public long DroppedAtClose { get; init; }

    /// <summary>Messages not taken: by the policy that says so, or because the connection had ended.</summary>
    public long Refused { get; init; }

    public long Pending { get; init; }

    public long WireBytesSent { get; init; }

    public long WireBytesReceived { get; init; }

    public long Stalls { get; init; }

    /// <summary>How long flow control held the sender; null where there is none.</summary>
    public TimeSpan? StalledTime { get; init; }

    public TimeSpan? RoundTrip { get; init; }

    /// <summary>How often the session went on over another connection.</summary>
    public long Resumptions { get; init; }

    /// <summary>Messages that were sent, did not arrive before a cut, and could not be sent again.</summary>
    public long LostInGaps { get; init; }

    /// <summary>Messages of the peer that never arrived.</summary>
    public long MissedInGaps { get; init; }

    /// <summary>Which messages are missing, or may be; null where nobody looks.</summary>
    public IReadOnlyList<MessageGap>? Gaps { get; init; }

    /// <summary>What else a ZeroMQ socket counts; null for any other channel.</summary>
    public ZmqCounts? ZeroMq { get; init; }

    /// <summary>What a receiver of datagrams missed: lost on the way, or dropped here.</summary>
    public long Missed { get; init; }

    /// <summary>The counters of a receiver of datagrams; null for any other channel.</summary>
    public MulticastCounts? Multicast { get; init; }

    /// <summary>The counters of a sender of datagrams; null for any other channel.</summary>
    public MulticastSenderStats? MulticastSender { get; init; }

    /// <summary>Messages that were offered and will not arrive, or that this side missed.</summary>
    public long Lost => DroppedNewest + DroppedOldest + Conflated + DroppedAtClose + Refused + LostInGaps + Missed;

    /// <summary>Whether every message that was offered is accounted for.</summary>
    public bool AddUp => Submitted == Sent + Lost + Pending;

    /// <summary>The sums of a receiver or sender of datagrams; none for any other channel.</summary>
    public IReadOnlyList<MulticastIdentity> Identities => Multicast?.Stats.Identities ?? MulticastSender?.Identities ?? [];

    /// <summary>What a connection of the library counted.</summary>
    public static ChannelStats Of(ConnectionStats stats) => new()
    {
        Submitted = stats.MessagesSubmitted,
        Sent = stats.MessagesSent,
        BytesSent = stats.BytesSent,
        CompressedMessages = stats.CompressedMessages,
        BytesBeforeCompression = stats.BytesBeforeCompression,
        BytesAfterCompression = stats.BytesAfterCompression,
        DroppedNewest = stats.DroppedNewest,
        DroppedOldest = stats.DroppedOldest,
        Conflated = stats.Conflated,
        DroppedAtClose = stats.DroppedAtClose,
        Refused = stats.MessagesRefused,
        Pending = stats.MessagesPending,
        WireBytesSent = stats.WireBytesSent,
        WireBytesReceived = stats.WireBytesReceived,
        Stalls = stats.Stalls,
        RoundTrip = stats.RoundTrip,
        Resumptions = stats.Resumptions,
        LostInGaps = stats.LostInGaps,
        MissedInGaps = stats.MissedInGaps,
    };

    /// <summary>What two connections counted; they have no round trip in common.</summary>
    public static ChannelStats Sum(ChannelStats left, ChannelStats right) => new()
    {
        Submitted = left.Submitted + right.Submitted,
        Sent = left.Sent + right.Sent,
        BytesSent = left.BytesSent + right.BytesSent,
        CompressedMessages = left.CompressedMessages + right.CompressedMessages,
        BytesBeforeCompression = left.BytesBeforeCompression + right.BytesBeforeCompression,
        BytesAfterCompression = left.BytesAfterCompression + right.BytesAfterCompression,
        DroppedNewest = left.DroppedNewest + right.DroppedNewest,
        DroppedOldest = left.DroppedOldest + right.DroppedOldest,
        Conflated = left.Conflated + right.Conflated,
        DroppedAtClose = left.DroppedAtClose + right.DroppedAtClose,
        Refused = left.Refused + right.Refused,
        Pending = left.Pending + right.Pending,
        WireBytesSent = left.WireBytesSent + right.WireBytesSent,
        WireBytesReceived = left.WireBytesReceived + right.WireBytesReceived,
        Stalls = left.Stalls + right.Stalls,
        Resumptions = left.Resumptions + right.Resumptions,
        LostInGaps = left.LostInGaps + right.LostInGaps,
        MissedInGaps = left.MissedInGaps + right.MissedInGaps,
    };
}
