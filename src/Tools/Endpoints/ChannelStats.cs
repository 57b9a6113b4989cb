namespace Sockets.Tools.Endpoints;

/// <summary>What a channel knows about itself that its user cannot count: drops by cause, stalls, the wire.</summary>
internal readonly record struct ChannelStats
{
    public long Submitted { get; init; }

    public long Sent { get; init; }

    /// <summary>Payload bytes of what was sent.</summary>
    public long BytesSent { get; init; }

    public long DroppedNewest { get; init; }

    public long DroppedOldest { get; init; }

    public long Conflated { get; init; }

    public long DroppedAtClose { get; init; }

    public long Refused { get; init; }

    public long Pending { get; init; }

    public long WireBytesSent { get; init; }

    public long WireBytesReceived { get; init; }

    public long Stalls { get; init; }

    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Messages that were offered and will not arrive.</summary>
    public long Lost => DroppedNewest + DroppedOldest + Conflated + DroppedAtClose + Refused;
}
