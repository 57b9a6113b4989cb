namespace Sockets.Tools.Perf.All.Results;

/// <summary>What became of the messages for one subscriber.</summary>
internal readonly record struct SubscriberCounts
{
    /// <summary>Messages published that it had subscribed to.</summary>
    public long MatchedMessages { get; init; }

    /// <summary>Messages that its application took, by its own count.</summary>
    public long DeliveredMessages { get; init; }

    /// <summary>Messages that the publisher dropped for it.</summary>
    public long DroppedMessages { get; init; }

    /// <summary>Numbers that it did not see.</summary>
    public long MissingMessages { get; init; }

    /// <summary>The most messages that waited for it at the publisher.</summary>
    public long MaxPendingMessages { get; init; }
}
