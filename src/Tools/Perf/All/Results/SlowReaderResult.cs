using System.Text.Json.Serialization;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>A reader that cannot keep up, and a sender that waits for it.</summary>
internal sealed record SlowReaderResult : MeasurementResult
{
    /// <summary>What the sender does when there is no credit.</summary>
    public string Policy { get; init; } = "wait";

    public required int MessageBytes { get; init; }

    /// <summary>How slow the reader is.</summary>
    public required SlowReader Reader { get; init; }

    /// <summary>Messages that the sender may have out before the reader has taken any.</summary>
    public required int WindowMessages { get; init; }

    /// <summary>What the window comes to in bytes on the wire.</summary>
    public required long WindowBytes { get; init; }

    /// <summary>From the first message to the last, at the reader.</summary>
    [JsonPropertyName("duration_ns")]
    public required TimeSpan Duration { get; init; }

    /// <summary>Messages that took <see cref="Duration"/>.</summary>
    public required long Messages { get; init; }

    public double MessagesPerSecond => PerSecond(Messages, Duration);

    public double BytesPerSecond => PerSecond(Messages * (double)MessageBytes, Duration);

    /// <summary>How long the sender was at it.</summary>
    [JsonPropertyName("sending_ns")]
    public required TimeSpan Sending { get; init; }

    /// <summary>How often flow control held the sender.</summary>
    public required long Stalls { get; init; }

    /// <summary>How long flow control held the sender.</summary>
    [JsonPropertyName("stalled_ns")]
    public required TimeSpan Stalled { get; init; }

    /// <summary>Messages that never came.</summary>
    [JsonPropertyName("lost_messages")]
    public required long Lost { get; init; }

    public required Held Held { get; init; }

    /// <summary>Whether nothing ever waited beyond the window.</summary>
    public bool IsBounded => Held.MaxUnreadMessages <= WindowMessages && Held.MaxPendingBytes <= WindowBytes;

    [JsonIgnore]
    public override IEnumerable<string> Faults => IsBounded
        ? base.Faults
        : base.Faults.Append(
            $"more waited than the window of {WindowMessages} messages: {HumanText.Count(Held.MaxUnreadMessages)} at the reader, "
            + $"{HumanText.Count(Held.MaxPendingBytes)} bytes at the sender");
}
