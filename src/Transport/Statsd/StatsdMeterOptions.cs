using System.Diagnostics.Metrics;

namespace Sockets.Transport.Statsd;

/// <summary>Which instruments of <c>System.Diagnostics.Metrics</c> a client sends, and how. Immutable.</summary>
public sealed record StatsdMeterOptions
{
    /// <summary>Default of <see cref="MaxSeriesPerInstrument"/>: 2,000, as OpenTelemetry has it.</summary>
    public const int DefaultSeries = 2000;

    /// <summary>The meters' names; a <c>*</c> at the end stands for anything: <c>System.Runtime</c>, <c>Microsoft.AspNetCore.*</c>.</summary>
    public required IReadOnlyList<string> Meters { get; init; }

    /// <summary>
    /// The metric's name for an instrument; null leaves the instrument out. Illegal characters become <c>_</c>. Called once
    /// per instrument. Default: the meter's name, a dot, the instrument's.
    /// </summary>
    public Func<Instrument, string?> Name { get; init; } = static instrument => $"{instrument.Meter.Name}.{instrument.Name}";

    /// <summary>
    /// Keys of tags that are left out: their series are one then. Counts add up, totals that are observed too; of gauges and
    /// of observed values the last one wins, so leave out no tag that tells them apart. Default none.
    /// </summary>
    public IReadOnlyCollection<string> DropTags { get; init; } = [];

    /// <summary>
    /// Combinations of tags that an instrument may have. Everything beyond is added up in one more series with the tag
    /// <c>otel.metric.overflow=true</c>, and counted; so are combinations that no name can hold, and those for which the
    /// client has no room. Default 2,000.
    /// </summary>
    public int MaxSeriesPerInstrument { get; init; } = DefaultSeries;

    /// <summary>
    /// What a histogram without a unit of time becomes. Default null: <see cref="StatsdMetricType.Histogram"/>, or a timer where
    /// the dialect has none. Those with a unit of time become timers in milliseconds, with the fraction.
    /// </summary>
    public StatsdMetricType? Histograms { get; init; }
}
