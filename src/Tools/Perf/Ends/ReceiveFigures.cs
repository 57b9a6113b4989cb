using System.Text.Json.Serialization;

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

    /// <summary>When it began, by a clock that only the streams of this side share.</summary>
    [JsonIgnore]
    public long StartedNs { get; init; }

    /// <summary>Numbers that a session passed over. Must be 0. Null where messages may be lost: what is missing is counted by place there.</summary>
    public long? MissingMessages { get; init; }

    /// <summary>Messages of a session that came twice or out of order. Must be 0.</summary>
    public required long MisplacedMessages { get; init; }

    /// <summary>Whether the last message has come.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Messages that could not be sent back, because there was no room.</summary>
    public required long UnansweredMessages { get; init; }

    /// <summary>From the time a message was due to its arrival, by both clocks; null where messages bear no times.</summary>
    public HistogramData? OneWay { get; init; }

    private ScoredSpan Span => new(StartedNs, DurationNs);

    /// <summary>Several streams together: counts are added, and it lasts from the first message of all to the last of all.</summary>
    public static ReceiveFigures? Sum(IEnumerable<ReceiveFigures?> streams)
    {
        ReceiveFigures? sum = null;
        foreach (ReceiveFigures? one in streams)
        {
            if (sum is null || one is null)
            {
                sum ??= one;
                continue;
            }

            ScoredSpan span = ScoredSpan.Cover(sum.Span, one.Span);
            sum = new ReceiveFigures
            {
                Messages = sum.Messages + one.Messages,
                Bytes = sum.Bytes + one.Bytes,
                AllMessages = sum.AllMessages + one.AllMessages,
                DurationNs = span.DurationNs,
                StartedNs = span.StartedNs,
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
