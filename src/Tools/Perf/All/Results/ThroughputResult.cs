using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>One direction, as fast as it goes.</summary>
internal sealed record ThroughputResult : MeasurementResult
{
    /// <summary>Who runs both sides; null where there is no choice.</summary>
    public string? Driver { get; init; }

    /// <summary>Which kinds of sockets; null where there is one.</summary>
    public string? Pattern { get; init; }

    public required int MessageBytes { get; init; }

    /// <summary>From the first scored message to the last, at the receiver.</summary>
    [JsonPropertyName("duration_ns")]
    public required TimeSpan Duration { get; init; }

    /// <summary>Messages that took <see cref="Duration"/>.</summary>
    public required long Messages { get; init; }

    /// <summary>Their payload.</summary>
    public long Bytes => Messages * MessageBytes;

    public double MessagesPerSecond => PerSecond(Messages, Duration);

    public double BytesPerSecond => PerSecond(Bytes, Duration);

    /// <summary>Messages for each call into the kernel, on the sending side.</summary>
    public required double MessagesPerSendCall { get; init; }

    /// <summary>Messages for each call into the kernel, on the receiving side; null where nobody counts.</summary>
    public double? MessagesPerReceiveCall { get; init; }

    /// <summary>All messages, with those of the warm-up.</summary>
    public required long AllMessages { get; init; }

    /// <summary>Messages for each call; 0 without calls.</summary>
    public static double Ratio(long messages, long calls) => calls == 0 ? 0 : Math.Round((double)messages / calls, 3);
}
