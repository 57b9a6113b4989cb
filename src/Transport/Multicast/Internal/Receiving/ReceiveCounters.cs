using System.Diagnostics.CodeAnalysis;
using Sockets.Transport.Multicast.Internal.Sources;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>What a receive thread has counted. It works on its own copy and publishes it once per batch.</summary>
internal record struct ReceiveCounters
{
    public long Batches;
    public long BytesRead;
    public long Truncated;
    public long Phantoms;
    public long Recorded;
    public long NotRecorded;
    public long Malformed;
    public long Unauthentic;
    public long Unwanted;
    public long ForeignEpoch;
    public long Control;
    public long Parity;
    public long RepairsFailed;
    public long RepairedOnRequest;
    public long RequestsSent;
    public long NumbersRequested;
    public long Unnumbered;
    public long NumberedArrivals;
    public long SourcesStarted;
    public long SourcesRefused;
    public long Restarts;
    public long SourcesSilent;
    public long SourcesEnded;
    public long SourcesHeard;
    public long SourcesOpen;
    public long LongestAwayTicks;
    public long JitterNanoseconds;
    public SourceSums Sources;
    public FeedIntake First;
    public FeedIntake Second;

    /// <summary>Datagrams taken from all sockets.</summary>
    public readonly long DatagramsRead => First.DatagramsRead + Second.DatagramsRead;

    /// <summary>What all sockets had dropped when their last datagrams were queued.</summary>
    public readonly long DropsSeen => First.DropsSeen + Second.DropsSeen;

    /// <summary>What all sockets have dropped by now.</summary>
    public readonly long KernelDrops => First.Drops + Second.Drops;

    /// <summary>The intake of a feed: 0, or 1 for the second.</summary>
    [UnscopedRef]
    public ref FeedIntake Feed(int index) => ref index == 0 ? ref First : ref Second;
}
