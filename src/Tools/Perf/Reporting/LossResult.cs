using Sockets.Tools.Perf.Streams;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>
/// What became of every packet that was sent in one direction: sent = delivered + lost + pending, and every lost one has one
/// place. Both sides' counters are merged; nothing is counted twice.
/// </summary>
internal sealed record LossResult
{
    /// <summary>
    /// Packets the sender's kernel took, or messages that a sender which drops was given; for a side that only listens, those the
    /// sender is known to have sent.
    /// </summary>
    public required long Sent { get; init; }

    /// <summary>Packets that came to the socket's reader or its queue, each counted once.</summary>
    public required long Arrived { get; init; }

    public required long Delivered { get; init; }

    /// <summary>Packets about which nothing is decided, or that wait; 0 at the end of a test.</summary>
    public required long Pending { get; init; }

    /// <summary>All that did not come to the application.</summary>
    public required long Lost { get; init; }

    /// <summary>Of them, in the sender's queue; null over datagrams, where what is not sent has no number.</summary>
    public long? LostAtSender { get; init; }

    /// <summary>Of them, in the kernel's buffer of the receiving socket.</summary>
    public required long LostInSocket { get; init; }

    /// <summary>Of them, in the queue of the receiving process.</summary>
    public required long LostInApplication { get; init; }

    /// <summary>Of them, before they came to the receiving socket.</summary>
    public required long LostInNetwork { get; init; }

    /// <summary>Of them, in one of these, and nobody can say where; those at the very end of which the receiver never heard too.</summary>
    public required long LostUnattributed { get; init; }

    /// <summary>Lost of sent, 0 to 1; null when nothing was sent.</summary>
    public double? Ratio => Sent > 0 ? (double)Lost / Sent : null;

    public required long Duplicates { get; init; }

    /// <summary>Packets that came after one with a higher number (RFC 4737). They are no loss.</summary>
    public required long Reordered { get; init; }

    /// <summary>By how many packets the worst of them was out of order.</summary>
    public required long ReorderExtent { get; init; }

    /// <summary>Packets that came after they had been given up; they are not among the lost.</summary>
    public required long Late { get; init; }

    /// <summary>Datagrams of no use: another format, another run, too old to tell.</summary>
    public required long Unusable { get; init; }

    /// <summary>Senders that were heard: one for each stream, unless somebody else sends there too.</summary>
    public required long Sources { get; init; }

    /// <summary>Runs of successive packets that did not arrive (RFC 3357); what this process dropped is not in them.</summary>
    public required long Bursts { get; init; }

    public required long LongestBurst { get; init; }

    /// <summary>How many of them had 1 packet, 2, 3 to 4, 5 to 8, and so on.</summary>
    public required IReadOnlyList<long> BurstLengths { get; init; }

    /// <summary>Interarrival jitter at the end (RFC 3550), of the worst stream. Null where a clock was set meanwhile, and over connections.</summary>
    public long? JitterNs { get; init; }

    /// <summary>The mean of what it was after each packet, of the worst stream. The jitter at the end remembers some 16 packets, and this all of them.</summary>
    public long? MeanJitterNs { get; init; }

    public long? MaxJitterNs { get; init; }

    /// <summary>How much longer than the shortest packets took, by rank (RFC 5481): no clock has to agree for that. Null without times.</summary>
    public DelayVariation? DelayVariation { get; init; }

    /// <summary>What the kernel says its sockets dropped, of whatever kind; null where it says nothing.</summary>
    public long? KernelDrops { get; init; }

    public required long ReceiveBufferAskedBytes { get; init; }

    /// <summary>As the kernel counts, which on Linux is double of what it grants.</summary>
    public required long ReceiveBufferGrantedBytes { get; init; }

    /// <summary>What must not be, in words; empty when all is well.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Merges the receivers' counts with what was sent.</summary>
    /// <param name="sent">Packets the sender's kernel took, or messages it was given; null when only the receiver is known.</param>
    /// <param name="dropped">What the sender dropped by its own count; null when it drops nothing, or is not known.</param>
    /// <param name="streams">What the receivers counted; at least one.</param>
    /// <param name="oneWay">The times from sending to arrival; null without.</param>
    public static LossResult Of(long? sent, Ends.QueueDrops? dropped, IReadOnlyList<LossFigures> streams, Ends.HistogramData? oneWay)
    {
        long expected = streams.Sum(static s => s.Expected);

        // The receiver learns from the end of a stream how much there was. When that was lost ten times too, it never heard of the rest.
        long unheard = Math.Max(0, (sent ?? expected) - expected);
        long unread = streams.Sum(static s => s.Dropped);
        long lost = streams.Sum(static s => s.Lost);
        long delivered = streams.Sum(static s => s.Delivered);
        long pending = streams.Sum(static s => s.Pending + s.Waiting);
        long all = sent ?? expected;
        List<string> faults = [.. streams.SelectMany(static s => s.Faults)];
        long sources = streams.Sum(static s => s.Sources);

        // What strangers sent is expected here and was not sent there: then no sum of both sides can come out.
        bool isComparable = sent is null || sources <= streams.Count;
        if (isComparable && expected > all)
        {
            faults.Add($"{expected} packets were expected of {all} that were sent");
        }
        else if (isComparable && all != delivered + lost + unread + unheard + pending)
        {
            faults.Add($"of {all} sent, {delivered} delivered, {lost + unread + unheard} lost and {pending} pending leave {all - delivered - lost - unread - unheard - pending}");
        }

        long? atSender = streams.Any(static s => s.LostAtSender is not null) ? streams.Sum(static s => s.LostAtSender ?? 0) : null;
        if (unheard == 0 && atSender is { } missing && dropped is not null && missing != dropped.All)
        {
            faults.Add($"the sender dropped {dropped.All}, and {missing} are missing at the receiver");
        }

        return new LossResult
        {
            Sent = all,
            Arrived = streams.Sum(static s => s.Unique),
            Delivered = delivered,
            Pending = pending,
            Lost = lost + unread + unheard,
            LostAtSender = atSender,
            LostInSocket = streams.Sum(static s => s.LostSocket),
            LostInApplication = unread,
            LostInNetwork = streams.Sum(static s => s.LostUpstream),
            LostUnattributed = streams.Sum(static s => s.LostUnattributed) + unheard,
            Duplicates = streams.Sum(static s => s.Duplicates),
            Reordered = streams.Sum(static s => s.Reordered),
            ReorderExtent = streams.Max(static s => s.ReorderExtent),
            Late = streams.Sum(static s => s.Late),
            Unusable = streams.Sum(static s => s.Unusable),
            Sources = sources,
            Bursts = streams.Sum(static s => s.Bursts),
            LongestBurst = streams.Max(static s => s.LongestBurst),
            BurstLengths = [.. Enumerable.Range(0, streams.Max(static s => s.BurstLengths.Count)).Select(i => streams.Sum(s => s.BurstLengths.ElementAtOrDefault(i)))],
            JitterNs = streams.Max(static s => s.JitterNs),
            MeanJitterNs = streams.Max(static s => s.MeanJitterNs),
            MaxJitterNs = streams.Max(static s => s.MaxJitterNs),
            DelayVariation = DelayVariation.Of(oneWay),
            KernelDrops = streams.Any(static s => s.KernelDrops is null) ? null : streams.Sum(static s => s.KernelDrops),
            ReceiveBufferAskedBytes = streams.Max(static s => s.ReceiveBufferAskedBytes),
            ReceiveBufferGrantedBytes = streams.Min(static s => s.ReceiveBufferGrantedBytes),
            Faults = faults,
        };
    }
}
