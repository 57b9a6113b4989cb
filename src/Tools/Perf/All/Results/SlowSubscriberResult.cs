using System.Text.Json.Serialization;
using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>A publisher with a subscriber that cannot keep up, and one that can.</summary>
internal sealed record SlowSubscriberResult : MeasurementResult
{
    public required string Policy { get; init; }

    public required int MessageBytes { get; init; }

    /// <summary>How slow the slow one is.</summary>
    public required SlowReader Reader { get; init; }

    /// <summary>Messages that may wait at the publisher for each of them.</summary>
    public required int QueueMessages { get; init; }

    /// <summary>From the first message published to the last.</summary>
    [JsonPropertyName("sending_ns")]
    public required TimeSpan Sending { get; init; }

    [JsonPropertyName("published_messages")]
    public required long Published { get; init; }

    [JsonPropertyName("offered_messages_per_second")]
    public double OfferedPerSecond => PerSecond(Published, Sending);

    public required SubscriberCounts Slow { get; init; }

    public required SubscriberCounts Fast { get; init; }
}
