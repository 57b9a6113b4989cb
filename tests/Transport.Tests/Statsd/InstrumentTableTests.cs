using System.Diagnostics.Metrics;
using Sockets.Transport.Statsd;
using Sockets.Transport.Statsd.Internal.Bridging;
using Sockets.Transport.Statsd.Internal.Sources;
using Sockets.Transport.Statsd.Internal.Writing;

namespace Sockets.Transport.Tests.Statsd;

public sealed class InstrumentTableTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly SourceSet _sources = new(most: 3);
    private readonly LineSource _unplaced = new(capacity: 1, static () => { });
    private readonly InstrumentTable _table;

    public InstrumentTableTests() => _table = new InstrumentTable(
        _meter.CreateCounter<long>("c"),
        "c",
        new StatsdMeterOptions { Meters = ["test"], MaxSeriesPerInstrument = 2 },
        new SeriesSetup
        {
            Names = new NameSetup(StatsdDialect.DogStatsd, StatsdNamePolicy.Replace),
            SamplesPerFlush = 1,
            GaugeRepeat = 1,
            Histograms = StatsdMetricType.Histogram,
            Sources = _sources,
            Unplaced = _unplaced,
        });

    /// <summary>Every measurement is a call of some source, whatever became of it.</summary>
    private long Calls => _unplaced.Calls + _sources.Snapshot().Sum(source => source.Calls);

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Counts_what_is_measured_when_the_instrument_is_gone()
    {
        Measure(1);
        _table.Retire();
        Measure(1);
        Measure(2);
        Assert.Equal((3, 1), (Calls, _unplaced.Calls));
    }

    [Fact]
    public void Counts_what_overflows_when_the_instrument_is_gone()
    {
        Measure(1);
        Measure(2);
        _table.Retire();
        Measure(3);
        Assert.Equal((3, 1), (Calls, _unplaced.Calls));
    }

    [Fact]
    public void Gives_what_overflows_to_its_series_when_the_instrument_is_gone()
    {
        Measure(1);
        Measure(2);
        Measure(3);
        _table.Retire();
        Measure(3);
        Measure(4);
        Assert.Equal((5, 0, 3), (Calls, _unplaced.Calls, _sources.Snapshot().Length));
    }

    [Fact]
    public void Remembers_nothing_that_is_certainly_too_long()
    {
        string tag = new('x', (2 * StatsdName.MaxLength) + 1);
        _table.Measure(1L, [new("k", tag)]);
        _table.Measure(1L, [new("k", tag + "x")]);
        Measure(1);
        Measure(2);
        Assert.Equal((2, 2L), (_table.Count, _table.Overflowed));
    }

    private void Measure(int i) => _table.Measure(1L, [new("i", i)]);
}
