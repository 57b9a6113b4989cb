using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>What the publisher was told of its messages, added up.</summary>
/// <param name="Messages">Messages published.</param>
/// <param name="Matched">For how many subscribers each was, added up.</param>
/// <param name="Queued">For how many of them it was taken.</param>
/// <param name="Dropped">For how many of them it was dropped.</param>
internal readonly record struct PublishedCounts(long Messages, long Matched, long Queued, long Dropped)
{
    /// <summary>With one more message.</summary>
    public PublishedCounts Plus(PublishResult result) =>
        new(Messages + 1, Matched + result.Matched, Queued + result.Queued, Dropped + result.Dropped);
}
