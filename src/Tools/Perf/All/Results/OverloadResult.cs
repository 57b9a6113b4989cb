using System.Text.Json.Serialization;
using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>A reader that cannot keep up, and a sender that does not wait: a policy drops what is too much.</summary>
internal sealed record OverloadResult : MeasurementResult
{
    public required string Policy { get; init; }

    public required int MessageBytes { get; init; }

    /// <summary>How slow the reader is.</summary>
    public required SlowReader Reader { get; init; }

    /// <summary>Messages that may wait before the policy drops.</summary>
    public required int QueueMessages { get; init; }

    /// <summary>From the first message offered to the last.</summary>
    [JsonPropertyName("sending_ns")]
    public required TimeSpan Sending { get; init; }

    /// <summary>From the first message to the last, at the reader.</summary>
    [JsonPropertyName("duration_ns")]
    public required TimeSpan Duration { get; init; }

    /// <summary>Messages that took <see cref="Duration"/>.</summary>
    public required long Messages { get; init; }

    [JsonPropertyName("submitted_messages")]
    public required long Submitted { get; init; }

    [JsonPropertyName("delivered_messages")]
    public required long Delivered { get; init; }

    /// <summary>Dropped, whatever the cause.</summary>
    [JsonPropertyName("dropped_messages")]
    public required long Dropped { get; init; }

    /// <summary>Numbers that the reader did not see.</summary>
    [JsonPropertyName("missing_messages")]
    public required long Missing { get; init; }

    [JsonPropertyName("offered_messages_per_second")]
    public double OfferedPerSecond => PerSecond(Submitted, Sending);

    [JsonPropertyName("taken_messages_per_second")]
    public double TakenPerSecond => PerSecond(Messages, Duration);

    /// <summary>What the sender had counted when it stopped, before the queue emptied: the first of the identities.</summary>
    [JsonIgnore]
    public Identity WhenStopped => Identities[0];

    /// <summary>What both sides had counted when everything had arrived: the second.</summary>
    [JsonIgnore]
    public Identity AtTheEnd => Identities[1];

    public required Held Held { get; init; }
}
