using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Streams;

/// <summary>What one end of a stream has counted, in and out together; 0 for what its transport does not know.</summary>
internal readonly record struct StreamCounts
{
    /// <summary>Messages, or datagrams, that the kernel took.</summary>
    public long Sent { get; init; }

    /// <summary>Datagrams that the kernel refused for good; they had no number, so that nobody misses them.</summary>
    public long Failed { get; init; }

    /// <summary>Messages with a number that this end dropped; null where a transport drops none.</summary>
    public QueueDrops? Dropped { get; init; }

    public long SendCalls { get; init; }

    public long ReceiveCalls { get; init; }

    /// <summary>How often the other end held this one back.</summary>
    public long Stalls { get; init; }

    public TimeSpan Stalled { get; init; }
}
