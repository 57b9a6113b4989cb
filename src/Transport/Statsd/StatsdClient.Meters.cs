using Sockets.Transport.Statsd.Internal.Bridging;
using Sockets.Transport.Statsd.Internal.Writing;

namespace Sockets.Transport.Statsd;

/// <summary>The bridge from <c>System.Diagnostics.Metrics</c>.</summary>
public sealed partial class StatsdClient
{
    /// <summary>
    /// Sends what instruments measure: those that exist and those that are made later. A measurement costs no memory once
    /// its combination of tags is known. Observable instruments are read before each flush, on the flush's thread.
    /// </summary>
    /// <param name="options">Which, and how.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public StatsdMeterBridge AttachMeters(StatsdMeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Meters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxSeriesPerInstrument);
        if (options.Histograms is not (null or StatsdMetricType.Timer or StatsdMetricType.Histogram or StatsdMetricType.Distribution)
            || (options.Histograms is { } type && !_options.Dialect.Has(type)))
        {
            throw new ArgumentException(
                $"Histograms cannot be sent as {options.Histograms} in the dialect {_options.Dialect.Name}: leave it out, or take Timer.");
        }

        SeriesSetup setup = new()
        {
            Names = new NameSetup(_options with { Names = StatsdNamePolicy.Replace }),
            SamplesPerFlush = _options.SamplesPerFlush,
            GaugeRepeat = GaugeRepeat,
            Histograms = options.Histograms
                ?? (_options.Dialect.Histograms ? StatsdMetricType.Histogram : StatsdMetricType.Timer),
            Sources = _sources,
            Unplaced = _lines,
        };
        return new StatsdMeterBridge(new MeterTap(options, setup), _heart);
    }
}
