namespace Sockets.Transport.Links;

/// <summary>What the kernel says about one datagram, or about one train of datagrams when it merged them.</summary>
internal record struct DatagramMeta
{
    /// <summary>Who sent it; its port is 0 for what is no datagram: the wake-up of a socket that was shut down.</summary>
    public DatagramSource Source { get; set; }

    /// <summary>The length of every datagram of a merged train but the last; 0 for a datagram of its own.</summary>
    public int SegmentLength { get; set; }

    /// <summary>When the kernel received it, in nanoseconds since 1970; 0 where the kernel does not say.</summary>
    public long KernelTime { get; set; }

    /// <summary>
    /// How many datagrams this socket had dropped when this one was queued, modulo 2^32; only if <see cref="HasDrops"/>.
    /// The kernel says nothing before the first drop.
    /// </summary>
    public uint Drops { get; set; }

    /// <summary>Whether the kernel said <see cref="Drops"/>.</summary>
    public bool HasDrops { get; set; }

    /// <summary>The datagram was longer than the room for it; the rest is gone.</summary>
    public bool IsTruncated { get; set; }

    /// <summary>The kernel had more to say than there was room for, so that any of the above may be missing.</summary>
    public bool IsControlTruncated { get; set; }
}
