using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Receiving;

namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>What several sources have counted, all together.</summary>
internal record struct SourceSums
{
    public SequenceCounts Sequence;
    public LossSplit Losses;
    public FeedSums First;
    public FeedSums Second;
    public long LossPeriods;
    public LossLengths LossLengths;
    public long LongestLossPeriod;
    public long MaxReorderExtent;
    public long MaxJitter;
    public double JitterSum;
    public long JitterCount;
    public long Assembling;
    public long FragmentsDiscarded;
    public long MessagesIncomplete;
    public long Doubtful;
    public long DoubtedRuns;
    public long DoubtedNumbers;

    /// <summary>Adds a source.</summary>
    public void Add(SourceState source)
    {
        NumberedRuns numbers = source.Numbers;
        Sequence += numbers.Counts;
        Losses += numbers.Losses;
        First.Add(source.Feed(0));
        if (numbers.LossPeriods > 0)
        {
            LossPeriods += numbers.LossPeriods;
            LossLengths += numbers.LossLengths;
        }

        LongestLossPeriod = Math.Max(LongestLossPeriod, numbers.LongestLossPeriod);
        MaxReorderExtent = Math.Max(MaxReorderExtent, numbers.MaxReorderExtent);
        MaxJitter = Math.Max(MaxJitter, source.Jitter.Max);
        JitterSum += source.Jitter.Sum;
        JitterCount += source.Jitter.Count;
        Assembling += source.Assembly.Held;
        FragmentsDiscarded += source.Assembly.Discarded;
        MessagesIncomplete += source.Assembly.Incomplete;
        Doubtful += source.Doubt.Kept;
        DoubtedRuns += source.Doubt.OtherRuns;
        DoubtedNumbers += source.Doubt.FarAhead;
        if (source.Feeds > 1)
        {
            Second.Add(source.Feed(1));
        }
    }
}
