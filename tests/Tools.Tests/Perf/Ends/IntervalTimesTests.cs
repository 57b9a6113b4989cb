using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Tests.Perf.Ends;

public sealed class IntervalTimesTests
{
    private readonly IntervalTimes _times = new();
    private readonly LatencyHistogram _first = new();
    private readonly LatencyHistogram _second = new();

    [Fact]
    public void Gives_what_came_since_it_was_told_last()
    {
        _first.Record(10);
        Assert.Equal(1, Look().Count);
        _times.Told();

        _first.Record(20);
        _second.Record(30);
        HistogramData gained = Look();
        Assert.Equal((2, 20, 30), (gained.Count, gained.MinNs, gained.MaxNs));
        _times.Told();
        Assert.Equal(0, Look().Count);
    }

    [Fact]
    public void What_could_not_be_told_is_told_with_what_came_since()
    {
        _first.Record(10);
        Look();
        _second.Record(30);

        HistogramData gained = Look();
        Assert.Equal((2, 10, 30), (gained.Count, gained.MinNs, gained.MaxNs));
    }

    [Fact]
    public void There_is_nothing_without_histograms() => Assert.Null(_times.Look([]));

    private HistogramData Look() => _times.Look([_first, _second])!;
}
