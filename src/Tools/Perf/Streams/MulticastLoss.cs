using Sockets.Transport.Multicast;

namespace Sockets.Tools.Perf.Streams;

/// <summary>What a receiver of datagrams has counted, in the words of a measurement.</summary>
internal static class MulticastLoss
{
    public static LossFigures Of(MulticastStats stats) => new()
    {
        Expected = stats.Expected,
        Unique = stats.Unique,
        Pending = stats.Pending,
        Lost = stats.Lost,
        LostSocket = stats.LostSocket,
        LostUpstream = stats.LostUpstream,
        LostUnattributed = stats.LostUnattributed,
        Dropped = stats.Dropped,
        Delivered = stats.Delivered,
        Waiting = stats.Queued + stats.Assembling,
        Duplicates = stats.Duplicates,
        Reordered = stats.Reordered,
        ReorderExtent = stats.MaxReorderExtent,
        Late = stats.Late,
        Unusable = stats.Malformed + stats.Truncated + stats.Unauthentic + stats.Unwanted + stats.ForeignEpoch + stats.TooOld,
        Bursts = stats.LossPeriods,
        LongestBurst = stats.LongestLossPeriod,
        BurstLengths = stats.LossPeriodLengths,
        JitterNs = stats.Jitter.Ticks * TimeSpan.NanosecondsPerTick,
        MeanJitterNs = stats.MeanJitter.Ticks * TimeSpan.NanosecondsPerTick,
        MaxJitterNs = stats.MaxJitter.Ticks * TimeSpan.NanosecondsPerTick,
        KernelDrops = stats.KernelDrops,
        ReceiveBufferAskedBytes = stats.ReceiveBufferAsked,
        ReceiveBufferGrantedBytes = stats.ReceiveBufferGranted,
        Sources = stats.SourcesStarted,
        Faults = [.. stats.Identities.Where(static i => i.Residual != 0).Select(static i => $"{i.Name}, {i.Text}, leaves {i.Residual}")],
    };
}
