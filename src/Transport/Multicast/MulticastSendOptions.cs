namespace Sockets.Transport.Multicast;

/// <summary>What a sender says about one message.</summary>
public readonly record struct MulticastSendOptions
{
    /// <summary>What it is to a decoder. Only the native format carries it.</summary>
    public MulticastFlags Flags { get; init; }

    /// <summary>Its priority, 0 (the default) to 7. Only the native format carries it.</summary>
    public int Priority { get; init; }

    /// <summary>
    /// How long it is of use, up to 65 s in whole milliseconds: receivers with the policy
    /// <see cref="OverflowPolicy.Deadline"/> drop it then. Default: for ever. Only the native format carries it.
    /// </summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>Checks everything, and gives the age in milliseconds.</summary>
    internal int ValidatedMaxAge()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Priority);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Priority, 7);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAge, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxAge, TimeSpan.FromMilliseconds(ushort.MaxValue));

        // Below a millisecond it would mean for ever.
        return (int)Math.Ceiling(MaxAge.TotalMilliseconds);
    }
}
