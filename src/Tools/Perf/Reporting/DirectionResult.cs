using System.Text.Json.Serialization;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Streams;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>One direction of a test, merged from both sides; what one of them could not say any more is null.</summary>
internal sealed record DirectionResult
{
    /// <summary>To the server, or from it.</summary>
    public required DataFlow Direction { get; init; }

    /// <summary>What the sending side saw.</summary>
    public SendFigures? Sent { get; init; }

    /// <summary>What the receiving side saw.</summary>
    public ReceiveFigures? Received { get; init; }

    /// <summary>Messages a second that came; of the sender's, when the receiver is not known.</summary>
    public required double MessagesPerSecond { get; init; }

    /// <summary>Payload bytes a second that came.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>Messages a second that were asked for; null without a rate.</summary>
    public double? TargetMessagesPerSecond { get; init; }

    /// <summary>Messages a second that were sent; null when the sender is not known.</summary>
    public double? SentMessagesPerSecond { get; init; }

    /// <summary>What of the target was sent, 0 to 1: less than 1 is a machine that did not reach it, and no loss.</summary>
    public double? TargetRatio { get; init; }

    /// <summary>Where messages may be lost.</summary>
    public LossResult? Loss { get; init; }

    [JsonIgnore]
    public IEnumerable<string> Faults => (Loss?.Faults ?? []).Concat(
        Received is { } r && (r.MissingMessages ?? 0) + r.MisplacedMessages > 0
            ? [$"{r.MissingMessages ?? 0} messages are missing and {r.MisplacedMessages} came twice or out of order"]
            : []);

    /// <summary>What both sides, when nothing broke, have to agree on and do not; null when they do. Where messages may be lost, <see cref="Loss"/> says it.</summary>
    [JsonIgnore]
    public string? Discord => Loss is null && Sent is { } s && Received is { } c && s.AllMessages != c.AllMessages
        ? $"{s.AllMessages} messages were sent and {c.AllMessages} arrived"
        : null;

    /// <summary>Merges both sides.</summary>
    /// <param name="plan">What was measured.</param>
    /// <param name="direction">Which direction.</param>
    /// <param name="sender">The sending side; null when it is not known.</param>
    /// <param name="receiver">The receiving side.</param>
    public static DirectionResult Of(TestPlan plan, DataFlow direction, EndFigures? sender, EndFigures? receiver)
    {
        SendFigures? sent = sender?.Sent;
        ReceiveFigures? received = receiver?.Received;
        LossFigures[] losses = [.. (receiver?.Streams ?? []).Select(static s => s.Loss).OfType<LossFigures>()];
        (long messages, long bytes, long time) = received is not null
            ? (received.Messages, received.Bytes, received.DurationNs)
            : (sent?.Messages ?? 0, sent?.Bytes ?? 0, sent?.DurationNs ?? 0);
        double? target = plan.MessagesPerSecond ?? plan.BitsPerSecond / (8.0 * plan.SizeBytes);
        double? rate = sent is { DurationNs: > 0 } ? PerSecond(sent.Messages - sent.FailedMessages, sent.DurationNs) : null;

        // Who was stopped before the time was over had less to send.
        double? due = target * Math.Min(plan.TimeNs, sent?.DurationNs ?? 0) / 1e9;

        // Where no last message marks the end, it is as long from the first to the last as all but the first took.
        double timed = received is not null && plan.Mode == PerfMode.Loss && messages > 0 ? (messages - 1.0) / messages : 1;
        return new DirectionResult
        {
            Direction = direction,
            Sent = sent,
            Received = received,
            MessagesPerSecond = PerSecond(messages * timed, time),
            BytesPerSecond = PerSecond(bytes * timed, time),
            TargetMessagesPerSecond = target,
            SentMessagesPerSecond = rate,
            TargetRatio = sent is null || due is not > 0 ? null : Math.Min(1, Math.Round((sent.Messages - sent.FailedMessages) / Math.Max(1, Math.Floor(due.Value)), 6)),
            Loss = losses.Length == 0 ? null : LossResult.Of(sent?.AllMessages - sent?.FailedMessages, sent?.Dropped, losses, received?.OneWay),
        };
    }

    private static double PerSecond(double count, long nanoseconds) => nanoseconds > 0 ? Math.Round(count * 1e9 / nanoseconds, 3) : 0;
}
