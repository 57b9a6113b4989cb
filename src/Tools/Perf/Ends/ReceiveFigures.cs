namespace Sockets.Tools.Perf.Ends;

/// <summary>What a side has received of what the other sent of its own accord, on one stream or on all.</summary>
internal sealed record ReceiveFigures
{
    /// <summary>Scored messages that took <see cref="DurationNs"/>.</summary>
    public required long Messages { get; init; }

    /// <summary>Their payload.</summary>
    public required long Bytes { get; init; }

    /// <summary>Messages with those of the warm-up.</summary>
    public required long AllMessages { get; init; }

    /// <summary>From the first scored message to the last; so far, when the last has not come.</summary>
    public required long DurationNs { get; init; }

    /// <summary>Numbers that a session passed over. Must be 0.</summary>
    public required long MissingMessages { get; init; }

    /// <summary>Messages of a session that came twice or out of order. Must be 0.</summary>
    public required long MisplacedMessages { get; init; }

    /// <summary>Whether the last message has come.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Messages that could not be sent back, because there was no room.</summary>
    public required long UnansweredMessages { get; init; }

    /// <summary>From the time a message was due to its arrival, by both clocks; null where messages bear no times.</summary>
    public HistogramData? OneWay { get; init; }

    /// <summary>Several streams together: counts are added, times are the longest.</summary>
    public static ReceiveFigures? Sum(IEnumerable<ReceiveFigures?> streams)
    {
        ReceiveFigures? sum = null;
        foreach (ReceiveFigures? one in streams)
        {
            sum = sum is null || one is null ? sum ?? one : new ReceiveFigures
            {
                Messages = sum.Messages + one.Messages,
                Bytes = sum.Bytes + one.Bytes,
                AllMessages = sum.AllMessages + one.AllMessages,
                DurationNs = Math.Max(sum.DurationNs, one.DurationNs),
                MissingMessages = sum.MissingMessages + one.MissingMessages,
                MisplacedMessages = sum.MisplacedMessages + one.MisplacedMessages,
                IsComplete = sum.IsComplete && one.IsComplete,
                UnansweredMessages = sum.UnansweredMessages + one.UnansweredMessages,
                OneWay = HistogramData.Sum(sum.OneWay, one.OneWay),
            };
        }

        return sum;
    }
}
