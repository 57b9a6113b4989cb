using Sockets.Transport.Measurement;

namespace Sockets.Transport.Multicast.Internal;

/// <summary>What a receive thread has counted. It works on its own copy and publishes it once per batch.</summary>
internal record struct ReceiveCounters
{
    public long Batches;
    public long DatagramsRead;
    public long BytesRead;
    public long Truncated;
    public long Phantoms;
    public long KernelDrops;
    public long Malformed;
    public long Unwanted;
    public long ForeignEpoch;
    public long Control;
    public long Unnumbered;
    public long NumberedArrivals;
    public long SourcesStarted;
    public long SourcesRefused;
    public long Restarts;
    public long SourcesSilent;
    public long SourcesEnded;
    public long SourcesHeard;
    public long Assembling;
    public long FragmentsDiscarded;
    public long MessagesIncomplete;
    public long LongestAwayTicks;
    public SequenceCounts Sequence;
    public LossSplit Losses;
    public long LossPeriods;
    public long LongestLossPeriod;
    public long MaxReorderExtent;
    public long JitterNanoseconds;
    public long MaxJitterNanoseconds;
}
