namespace Sockets.Transport.Multicast;

/// <summary>What is known about a message beside its payload.</summary>
public readonly record struct MulticastInfo
{
    /// <summary>Who sent it.</summary>
    public MulticastSource Source { get; init; }

    /// <summary>The number of its datagram, or of the last fragment that arrived; -1 where the format does not count.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was sent by the sender's clock, in nanoseconds since 1970; 0 where the format does not say.</summary>
    public long SentNanoseconds { get; init; }

    /// <summary>
    /// When the kernel received it, in nanoseconds since 1970; where the kernel does not say, when this process saw it.
    /// </summary>
    public long ReceivedNanoseconds { get; init; }

    /// <summary>What it is to a decoder.</summary>
    public MulticastFlags Flags { get; init; }

    /// <summary>Its priority, 0 to 7.</summary>
    public int Priority { get; init; }
}
