using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf;

/// <summary>There and back, one message in flight.</summary>
internal sealed record RoundTripResult : PerfResult
{
    public override string Test => "round_trip";

    public required string Driver { get; init; }

    public required int MessageBytes { get; init; }

    /// <summary>Why it was not measured; null when it was.</summary>
    public string? Skipped { get; init; }

    /// <summary>How many round trips there were.</summary>
    public long Count { get; init; }

    /// <summary>Half of them took no longer; null when there are too few to say.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>99 of 100 took no longer; null when there are too few to say.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>The longest.</summary>
    public TimeSpan? Max { get; init; }

    /// <summary>A result from what was recorded.</summary>
    public static RoundTripResult Of(string driver, int messageBytes, LatencyHistogram times) => new()
    {
        Driver = driver,
        MessageBytes = messageBytes,
        Count = times.Count,
        P50 = times.Carries(0.5) ? ToTime(times.Percentile(0.5)) : null,
        P99 = times.Carries(0.99) ? ToTime(times.Percentile(0.99)) : null,
        Max = times.Count > 0 ? ToTime(times.Max) : null,
    };

    private static TimeSpan ToTime(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
