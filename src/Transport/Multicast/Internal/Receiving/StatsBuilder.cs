using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Queueing;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>Writes the counters of a receiver down in public words.</summary>
internal static class StatsBuilder
{
    public static MulticastStats Build(
        in ReceiveCounters counters,
        long recordsLost,
        (long Packets, long Messages) delivered,
        DropTally tally,
        IDeliveryLine? line,
        IReadOnlyList<FeedSocket> feeds,
        TimeProvider time) => new()
        {
            DatagramsRead = counters.DatagramsRead,
            BytesRead = counters.BytesRead,
            ReceiveCalls = counters.Batches,
            Recorded = counters.Recorded - recordsLost,
            NotRecorded = counters.NotRecorded + recordsLost,
            Truncated = counters.Truncated,
            Phantoms = counters.Phantoms,
            Malformed = counters.Malformed + counters.Sources.DoubtedNumbers,
            Unauthentic = counters.Unauthentic,
            Unwanted = counters.Unwanted,
            ForeignEpoch = counters.ForeignEpoch + counters.Sources.DoubtedRuns,
            Doubtful = counters.Sources.Doubtful,
            Control = counters.Control,
            Parity = counters.Parity,
            RepairsFailed = counters.RepairsFailed,
            Repaired = counters.Sources.Sequence.Repaired,
            RepairedOnRequest = counters.RepairedOnRequest,
            RequestsSent = counters.RequestsSent,
            NumbersRequested = counters.NumbersRequested,
            Unnumbered = counters.Unnumbered,
            NumberedArrivals = counters.NumberedArrivals,
            Expected = counters.Sources.Sequence.Expected,
            Unique = counters.Sources.Sequence.Unique,
            FirstCopies = counters.Sources.Sequence.FirstCopies,
            Duplicates = counters.Sources.Sequence.Duplicates,
            TooOld = counters.Sources.Sequence.TooOld,
            Pending = counters.Sources.Sequence.Pending,
            Lost = counters.Sources.Sequence.Lost,
            DeclaredLost = counters.Sources.Sequence.Declared,
            Late = counters.Sources.Sequence.Late,
            Reordered = counters.Sources.Sequence.Reordered,
            MaxReorderExtent = counters.Sources.MaxReorderExtent,
            LossPeriods = counters.Sources.LossPeriods,
            LossPeriodLengths = LengthsOf(counters.Sources.LossLengths),
            LongestLossPeriod = counters.Sources.LongestLossPeriod,
            LostSocket = counters.Sources.Losses.Socket,
            LostUpstream = counters.Sources.Losses.Upstream,
            LostUnattributed = counters.Sources.Losses.Unattributed,
            KernelDrops = feeds[0].Receiver.HasDrops ? counters.KernelDrops : null,
            Feeds = feeds.Count < 2 ? []
                : [FeedOf(feeds[0], counters.First, counters.Sources.First), FeedOf(feeds[1], counters.Second, counters.Sources.Second)],
            Delivered = delivered.Packets,
            MessagesDelivered = delivered.Messages,
            DroppedNewest = tally[DropReason.Newest],
            DroppedOldest = tally[DropReason.Oldest],
            DroppedDeadline = tally[DropReason.Deadline],
            DroppedFrames = tally[DropReason.Frame],
            DroppedWaitKey = tally[DropReason.WaitKey],
            Conflated = tally[DropReason.Conflated],
            DroppedTooLarge = tally[DropReason.TooLarge],
            DroppedAtClose = tally[DropReason.Closed],
            Queued = line?.Packets ?? 0,
            QueuedBytes = line?.Bytes ?? 0,
            Assembling = counters.Sources.Assembling,
            FragmentsDiscarded = counters.Sources.FragmentsDiscarded,
            MessagesIncomplete = counters.Sources.MessagesIncomplete,
            SourcesHeard = counters.SourcesHeard,
            SourcesOpen = counters.SourcesOpen,
            SourcesStarted = counters.SourcesStarted,
            Restarts = counters.Restarts,
            SourcesSilent = counters.SourcesSilent,
            SourcesEnded = counters.SourcesEnded,
            Jitter = TimeSpan.FromTicks(counters.JitterNanoseconds / TimeSpan.NanosecondsPerTick),
            MeanJitter = TimeSpan.FromTicks(counters.Sources.JitterCount == 0 ? 0 : (long)(counters.Sources.JitterSum / counters.Sources.JitterCount / TimeSpan.NanosecondsPerTick)),
            MaxJitter = TimeSpan.FromTicks(counters.Sources.MaxJitter / TimeSpan.NanosecondsPerTick),
            LongestAway = time.GetElapsedTime(0, counters.LongestAwayTicks),
            ReceiveBufferAsked = feeds[0].Buffer.Asked,
            ReceiveBufferGranted = feeds[0].Buffer.Granted,
        };

    private static MulticastFeedStats FeedOf(FeedSocket feed, in FeedIntake intake, in FeedSums sums) => new()
    {
        LocalEndPoint = feed.LocalEndPoint,
        DatagramsRead = intake.DatagramsRead,
        Arrivals = intake.Arrivals,
        Won = intake.Won,
        Lost = sums.Sequence.Lost,
        LostSocket = sums.Losses.Socket,
        LostUpstream = sums.Losses.Upstream,
        LostUnattributed = sums.Losses.Unattributed,
        KernelDrops = feed.Receiver.HasDrops ? intake.Drops : null,
    };

    /// <summary>Up to the last length that occurred.</summary>
    private static long[] LengthsOf(in LossLengths lengths)
    {
        ReadOnlySpan<long> all = lengths;
        return all[..(all.LastIndexOfAnyExcept(0) + 1)].ToArray();
    }
}
