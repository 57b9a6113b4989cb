using System.Text.Json.Serialization;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>There and back, one message in flight.</summary>
internal sealed record RoundTripResult : MeasurementResult
{
    /// <summary>Who runs both sides; null where there is no choice.</summary>
    public string? Driver { get; init; }

    /// <summary>Which kinds of sockets; null where there is one.</summary>
    public string? Pattern { get; init; }

    public required int MessageBytes { get; init; }

    /// <summary>The times; null when it was not measured.</summary>
    public RoundTripFigures? RoundTrip { get; init; }

    /// <summary>How many round trips were timed.</summary>
    [JsonIgnore]
    public long Count => RoundTrip?.Response.Count ?? 0;

    /// <summary>Half of them took no longer; null when there are too few to say.</summary>
    [JsonIgnore]
    public TimeSpan? P50 => ToTime(RoundTrip?.Response.P50Ns);

    /// <summary>99 of 100 took no longer; null when there are too few to say.</summary>
    [JsonIgnore]
    public TimeSpan? P99 => ToTime(RoundTrip?.Response.P99Ns);

    /// <summary>The longest.</summary>
    [JsonIgnore]
    public TimeSpan? Max => ToTime(RoundTrip?.Response.MaxNs);

    private static TimeSpan? ToTime(long? nanoseconds) => nanoseconds is { } known ? TimeSpan.FromTicks(known / TimeSpan.NanosecondsPerTick) : null;
}
