using System.Text.Json.Serialization;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>What one measurement of <c>perf all</c> has seen.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "test")]
[JsonDerivedType(typeof(ThroughputResult), "throughput")]
[JsonDerivedType(typeof(RoundTripResult), "round_trip")]
[JsonDerivedType(typeof(SlowReaderResult), "slow_reader")]
[JsonDerivedType(typeof(OverloadResult), "overload")]
[JsonDerivedType(typeof(LossPlacesResult), "loss")]
[JsonDerivedType(typeof(MetricResult), "metric")]
[JsonDerivedType(typeof(SlowSubscriberResult), "slow_subscriber")]
internal abstract record MeasurementResult
{
    /// <summary>What was measured: one of <see cref="TransportNames"/>.</summary>
    [JsonPropertyOrder(-1)]
    public string Transport { get; init; } = TransportNames.Tcp;

    /// <summary>Why it was not measured; null when it was.</summary>
    [JsonPropertyOrder(-1)]
    public string? Skipped { get; init; }

    /// <summary>What became of every message.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<Identity> Identities { get; init; } = [];

    /// <summary>What must not be, in words; empty when all is well.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> Faults => Identities.Where(static i => !i.Closes).Select(static i => $"the counters do not add up: {i}");

    /// <summary>A rate to the thousandth; 0 for what took no time because nothing came.</summary>
    protected static double PerSecond(double count, TimeSpan time) => time > TimeSpan.Zero ? Math.Round(count / time.TotalSeconds, 3) : 0;
}
