using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Sources;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>What one of two feeds alone has brought of several sources, and lost.</summary>
internal record struct FeedSums
{
    public SequenceCounts Sequence;
    public LossSplit Losses;

    /// <summary>Adds a source as this feed brings it.</summary>
    public void Add(SourceFeed feed)
    {
        if (feed.Numbers is { } numbers)
        {
            Sequence += numbers.Counts;
            Losses += numbers.Losses;
        }
    }
}
