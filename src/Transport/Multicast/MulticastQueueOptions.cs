namespace Sockets.Transport.Multicast;

/// <summary>What waits between the receive thread and an application that pulls, and what goes when it does not fit. Immutable.</summary>
public sealed record MulticastQueueOptions
{
    /// <summary>Default of <see cref="Messages"/>: 8,192.</summary>
    public const int DefaultMessages = 8192;

    /// <summary>Default of <see cref="PayloadBytes"/>: 16 MiB.</summary>
    public const int DefaultBytes = 16 * 1024 * 1024;

    /// <summary>
    /// What goes when a message does not fit: <see cref="OverflowPolicy.DropOldest"/> (the default: fresh data wins),
    /// <see cref="OverflowPolicy.DropNewest"/>, <see cref="OverflowPolicy.Deadline"/>,
    /// <see cref="OverflowPolicy.KeyFrameAware"/> or <see cref="OverflowPolicy.Conflate"/>. The others would stop the
    /// receive thread, and are not for multicast.
    /// </summary>
    public OverflowPolicy Overflow { get; init; } = OverflowPolicy.DropOldest;

    /// <summary>How many messages may wait; at least 1. Default 8,192.</summary>
    public int Messages { get; init; } = DefaultMessages;

    /// <summary>How many payload bytes may wait; at least 1. Default 16 MiB.</summary>
    public long PayloadBytes { get; init; } = DefaultBytes;

    /// <summary>
    /// With <see cref="OverflowPolicy.Deadline"/>: how old a message may be, from the kernel's receiving it to the
    /// application's taking it; a sender may ask for less, message by message. Above 0. Default 40 ms.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>With <see cref="OverflowPolicy.Conflate"/>: which messages replace each other; by default those of one source.</summary>
    public MulticastKeySelector? Key { get; init; }

    internal void Validate()
    {
        if (Overflow is not (OverflowPolicy.DropNewest or OverflowPolicy.DropOldest or OverflowPolicy.Deadline
            or OverflowPolicy.KeyFrameAware or OverflowPolicy.Conflate))
        {
            throw new ArgumentException(
                $"{Overflow} is not a policy of multicast: it takes DropNewest, DropOldest, Deadline, KeyFrameAware or Conflate.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Messages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PayloadBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxAge, TimeSpan.Zero);
    }
}
