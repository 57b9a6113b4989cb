using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf.Ends;

/// <summary>What a side has sent of its own accord, on one stream or on all.</summary>
internal sealed record SendFigures
{
    /// <summary>Scored messages.</summary>
    public required long Messages { get; init; }

    /// <summary>Their payload.</summary>
    public required long Bytes { get; init; }

    /// <summary>Messages with those of the warm-up.</summary>
    public required long AllMessages { get; init; }

    /// <summary>How long the scored messages took to be sent.</summary>
    public required long DurationNs { get; init; }

    /// <summary>When it began, by a clock that only the streams of this side share.</summary>
    [JsonIgnore]
    public long StartedNs { get; init; }

    /// <summary>Scored messages that went more than 1 ms after they were due; 0 without a rate.</summary>
    public required long LateMessages { get; init; }

    /// <summary>Messages that were due in time and not sent: the machine did not reach the rate. They are no loss.</summary>
    public required long UnsentMessages { get; init; }

    /// <summary>Datagrams that the kernel refused for good. They had no number, so that they are no loss.</summary>
    public required long FailedMessages { get; init; }

    /// <summary>What this side dropped because the other could not keep up; null where a transport drops nothing there.</summary>
    public QueueDrops? Dropped { get; init; }

    /// <summary>Calls into the kernel that sent.</summary>
    public required long SendCalls { get; init; }

    /// <summary>How often flow control held the sender back.</summary>
    public required long Stalls { get; init; }

    /// <summary>How long it did.</summary>
    public required long StalledNs { get; init; }

    /// <summary>How long after they were due messages went; null without a rate.</summary>
    public HistogramData? Lateness { get; init; }

    private ScoredSpan Span => new(StartedNs, DurationNs);

    /// <summary>Several streams together: counts are added, and it lasts from the first message of all to the last of all.</summary>
    public static SendFigures? Sum(IEnumerable<SendFigures?> streams)
    {
        SendFigures? sum = null;
        foreach (SendFigures? one in streams)
        {
            if (sum is null || one is null)
            {
                sum ??= one;
                continue;
            }

            ScoredSpan span = ScoredSpan.Cover(sum.Span, one.Span);
            sum = new SendFigures
            {
                Messages = sum.Messages + one.Messages,
                Bytes = sum.Bytes + one.Bytes,
                AllMessages = sum.AllMessages + one.AllMessages,
                DurationNs = span.DurationNs,
                StartedNs = span.StartedNs,
                LateMessages = sum.LateMessages + one.LateMessages,
                UnsentMessages = sum.UnsentMessages + one.UnsentMessages,
                FailedMessages = sum.FailedMessages + one.FailedMessages,
                Dropped = QueueDrops.Sum(sum.Dropped, one.Dropped),
                SendCalls = sum.SendCalls + one.SendCalls,
                Stalls = sum.Stalls + one.Stalls,
                StalledNs = sum.StalledNs + one.StalledNs,
                Lateness = HistogramData.Sum(sum.Lateness, one.Lateness),
            };
        }

        return sum;
    }
}
