namespace Sockets.Transport.Multicast;

/// <summary>Which calls into the kernel are used.</summary>
public enum MulticastCalls
{
    /// <summary>The fastest that this system has: many datagrams a call on 64-bit Linux, else the managed ones.</summary>
    Fastest,

    /// <summary>One datagram a call, on every system; without kernel times, drop counters and trains.</summary>
    Managed,
}
