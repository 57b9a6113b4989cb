namespace Sockets.Tools.Perf.Streams;

/// <summary>
/// What became of the packets of a stream that may lose some, as its receiver counted. Expected = unique + pending + lost;
/// lost = sender + socket + upstream + unattributed; unique = delivered + dropped + waiting.
/// </summary>
internal sealed record LossFigures
{
    /// <summary>Packets known to have been sent.</summary>
    public long Expected { get; init; }

    /// <summary>Packets that arrived, each counted once.</summary>
    public long Unique { get; init; }

    /// <summary>Missing packets that may still come.</summary>
    public long Pending { get; init; }

    public long Lost { get; init; }

    /// <summary>Dropped by the sender, where the transport loses nothing on the way; null where the sender drops nothing that has a number.</summary>
    public long? LostAtSender { get; init; }

    /// <summary>Lost in the kernel's buffer of the receiving socket.</summary>
    public long LostSocket { get; init; }

    /// <summary>Lost before they came to the socket: in the network or at the sender.</summary>
    public long LostUpstream { get; init; }

    /// <summary>Lost in either.</summary>
    public long LostUnattributed { get; init; }

    /// <summary>Dropped by this process because the reader was slow.</summary>
    public long Dropped { get; init; }

    /// <summary>Handed to the reader.</summary>
    public long Delivered { get; init; }

    /// <summary>Arrived, and not yet read.</summary>
    public long Waiting { get; init; }

    public long Duplicates { get; init; }

    /// <summary>Packets that came after one with a higher number (RFC 4737).</summary>
    public long Reordered { get; init; }

    /// <summary>The largest number of packets by which one was out of order (RFC 4737).</summary>
    public long ReorderExtent { get; init; }

    /// <summary>Packets that came after they had been declared lost; they are not among the lost any more.</summary>
    public long Late { get; init; }

    /// <summary>Packets of no use: not of the format, of another run, too old to tell.</summary>
    public long Unusable { get; init; }

    /// <summary>Runs of successive lost packets (RFC 3357).</summary>
    public long Bursts { get; init; }

    public long LongestBurst { get; init; }

    /// <summary>How many bursts had 1 packet, 2, 3 to 4, 5 to 8, and so on.</summary>
    public IReadOnlyList<long> BurstLengths { get; init; } = [];

    /// <summary>Interarrival jitter of the worst source at the end (RFC 3550); null where nobody measures it.</summary>
    public long? JitterNs { get; init; }

    /// <summary>The mean of what it was after each packet.</summary>
    public long? MeanJitterNs { get; init; }

    public long? MaxJitterNs { get; init; }

    /// <summary>What the kernel says its socket dropped; null where it says nothing.</summary>
    public long? KernelDrops { get; init; }

    public int ReceiveBufferAskedBytes { get; init; }

    public int ReceiveBufferGrantedBytes { get; init; }

    /// <summary>How many distinct senders were heard.</summary>
    public long Sources { get; init; }

    /// <summary>Sums that do not come out, in words; empty when all is well.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>The same without what was timed by a clock that was set meanwhile.</summary>
    public LossFigures WithoutJitter() => this with { JitterNs = null, MeanJitterNs = null, MaxJitterNs = null };
}
