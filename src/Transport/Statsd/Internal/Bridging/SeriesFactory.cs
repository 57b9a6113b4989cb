using System.Diagnostics.Metrics;
using Sockets.Transport.Statsd.Internal.Sources;

namespace Sockets.Transport.Statsd.Internal.Bridging;

/// <summary>What an instrument's series are: decided once by its kind and unit.</summary>
internal sealed class SeriesFactory
{
    private readonly SeriesSetup _setup;
    private readonly Kind _kind;
    private readonly StatsdMetricType _samples;
    private readonly double _scale;

    public SeriesFactory(Instrument instrument, SeriesSetup setup)
    {
        _setup = setup;
        _kind = KindOf(instrument);
        double? toMilliseconds = MillisecondsIn(instrument.Unit);
        _scale = toMilliseconds ?? 1;
        _samples = toMilliseconds is null ? setup.Histograms : StatsdMetricType.Timer;
    }

    private enum Kind
    {
        Counter,
        UpDownCounter,
        Histogram,
        ObservableCounter,

        /// <summary>A gauge: the last value stands.</summary>
        Gauge,

        /// <summary>
        /// Observable gauge, observable up-down counter: what is read stands until the next reading. One that is not read any
        /// more is gone.
        /// </summary>
        ObservedValue,
    }

    /// <summary>Whether its series want to know when an observation has ended.</summary>
    public bool AddsUpReadings => _kind == Kind.ObservableCounter;

    public MeasuredSource Create(StatsdName name) => _kind switch
    {
        Kind.Counter => new CounterSource(name),
        Kind.UpDownCounter => new TotalSource(name, _setup.GaugeRepeat),
        Kind.Histogram => new SampleSource(name, _samples, rate: 1, _setup.SamplesPerFlush, _scale),
        Kind.ObservableCounter => new ObservedCounterSource(name),
        Kind.ObservedValue => new GaugeSource(name, GaugeSource.Never),
        _ => new GaugeSource(name, _setup.GaugeRepeat),
    };

    /// <summary>Instruments are generic, and those of a kind have no type in common.</summary>
    private static Kind KindOf(Instrument instrument) => instrument switch
    {
        Counter<byte> or Counter<short> or Counter<int> or Counter<long> or Counter<float> or Counter<double>
            or Counter<decimal> => Kind.Counter,
        UpDownCounter<byte> or UpDownCounter<short> or UpDownCounter<int> or UpDownCounter<long> or UpDownCounter<float>
            or UpDownCounter<double> or UpDownCounter<decimal> => Kind.UpDownCounter,
        Histogram<byte> or Histogram<short> or Histogram<int> or Histogram<long> or Histogram<float> or Histogram<double>
            or Histogram<decimal> => Kind.Histogram,
        ObservableCounter<byte> or ObservableCounter<short> or ObservableCounter<int> or ObservableCounter<long>
            or ObservableCounter<float> or ObservableCounter<double> or ObservableCounter<decimal> => Kind.ObservableCounter,
        _ => instrument.IsObservable ? Kind.ObservedValue : Kind.Gauge,
    };

    private static double? MillisecondsIn(string? unit) => unit switch
    {
        "s" => 1000,
        "ms" => 1,
        "us" or "\u00b5s" => 0.001,
        "ns" => 0.000_001,
        "min" => 60_000,
        _ => null,
    };
}
