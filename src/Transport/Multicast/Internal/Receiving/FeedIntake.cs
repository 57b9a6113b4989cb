namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>What one feed's socket has given, and what the kernel says it dropped.</summary>
internal record struct FeedIntake
{
    /// <summary>Datagrams taken from its socket.</summary>
    public long DatagramsRead;

    /// <summary>Data packets with a number.</summary>
    public long Arrivals;

    /// <summary>Those of them that came here first.</summary>
    public long Won;

    /// <summary>What the socket had dropped when the last datagram was queued.</summary>
    public long DropsSeen;

    /// <summary>What the socket has dropped by now.</summary>
    public long Drops;

    /// <summary>The kernel says what the socket had dropped when a datagram was queued.</summary>
    public void See(uint drops)
    {
        DropsSeen = Extend(DropsSeen, drops);
        Drops = Math.Max(Drops, DropsSeen);
    }

    /// <summary>The kernel says what the socket has dropped by now.</summary>
    public void Ask(uint drops) => Drops = Extend(Drops, drops);

    /// <summary>The kernel's 32 bits extended; the newest of two readings wins, whichever way they came.</summary>
    private static long Extend(long last, uint value)
    {
        int forward = unchecked((int)(value - (uint)last));
        return forward > 0 ? last + forward : last;
    }
}
