using System.Diagnostics;

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

    /// <summary>A result from round trips in ticks of the stopwatch.</summary>
    public static RoundTripResult Of(string driver, int messageBytes, Percentiles percentiles) => new()
    {
        Driver = driver,
        MessageBytes = messageBytes,
        Count = percentiles.Count,
        P50 = ToTime(percentiles.At(500)),
        P99 = ToTime(percentiles.At(990)),
        Max = ToTime(percentiles.Max),
    };

    private static TimeSpan? ToTime(long? ticks) => ticks is { } known ? Stopwatch.GetElapsedTime(0, known) : null;
}
