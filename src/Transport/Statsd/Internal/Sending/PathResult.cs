namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>What became of a packet.</summary>
internal enum PathResult
{
    /// <summary>The kernel has all of it.</summary>
    Sent,

    /// <summary>Not now: the kernel is full, or there is no way at present. The packet stays.</summary>
    Busy,

    /// <summary>Nobody listens there.</summary>
    Refused,

    /// <summary>The way takes no packet of this length.</summary>
    TooLarge,

    /// <summary>The connection was lost when a part of it had left.</summary>
    Cut,
}
