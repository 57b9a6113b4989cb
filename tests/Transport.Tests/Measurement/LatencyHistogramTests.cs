using Sockets.Transport.Measurement;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Measurement;

public sealed class LatencyHistogramTests
{
    private readonly LatencyHistogram _histogram = new();

    [Fact]
    public void Gives_every_percentile_to_three_digits()
    {
        Random random = new(Seed.Take());
        long[] samples = [.. Enumerable.Range(0, 20_000).Select(_ => (long)Math.Pow(10, random.NextDouble() * 11))];
        foreach (long sample in samples)
        {
            _histogram.Record(sample);
        }

        Array.Sort(samples);
        foreach (double percentile in new[] { 0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1 })
        {
            long exact = samples[Math.Max(1, (int)Math.Ceiling(samples.Length * percentile)) - 1];
            Assert.InRange(_histogram.Percentile(percentile), exact * 0.999, exact * 1.001);
        }

        Assert.InRange(_histogram.Mean, samples.Average() * 0.999, samples.Average() * 1.001);
        Assert.Equal((samples[0], samples[^1], samples.Length), (_histogram.Min, _histogram.Max, _histogram.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(LatencyHistogram.Longest)]
    public void Gives_back_what_it_was_given(long nanoseconds)
    {
        _histogram.Record(nanoseconds);

        Assert.Equal(nanoseconds, _histogram.Percentile(0.5));
    }

    [Fact]
    public void Counts_apart_what_no_duration_can_be()
    {
        _histogram.Record(-5);
        _histogram.Record(LatencyHistogram.Longest + 1);
        _histogram.Record(7);

        Assert.Equal((1, 1, 3), (_histogram.Below, _histogram.Above, _histogram.Count));
        Assert.Equal((-5, LatencyHistogram.Longest + 1), (_histogram.Min, _histogram.Max));
    }

    [Fact]
    public void Merges_what_threads_have_recorded_each_for_itself()
    {
        LatencyHistogram other = new();
        _histogram.Record(10, count: 3);
        other.Record(5);
        other.Record(20, count: 4);

        _histogram.Merge(other);
        _histogram.Merge(new LatencyHistogram());

        Assert.Equal((8, 5, 20, 10, 20), (_histogram.Count, _histogram.Min, _histogram.Max, _histogram.Percentile(0.5), _histogram.Percentile(0.9)));
    }

    [Fact]
    public void Its_cells_recorded_anew_give_every_percentile_again()
    {
        Random random = new(Seed.Take());
        for (int i = 0; i < 5_000; i++)
        {
            _histogram.Record((long)Math.Pow(10, random.NextDouble() * 11));
        }

        LatencyHistogram again = new();
        foreach (LatencyCell cell in _histogram.Cells)
        {
            again.Record(Math.Clamp(cell.From, _histogram.Min, _histogram.Max), cell.Count);
        }

        Assert.Equal(_histogram.Cells, again.Cells);
        Assert.All(
            new[] { 0.25, 0.5, 0.99, 0.999 },
            percentile => Assert.InRange(again.Percentile(percentile), _histogram.Percentile(percentile) * 0.998, _histogram.Percentile(percentile) * 1.002));
    }

    [Fact]
    public void A_cell_begins_where_its_durations_begin()
    {
        _histogram.Record(3);
        _histogram.Record(2048, count: 2);
        _histogram.Record(2049);

        Assert.Equal([new LatencyCell(3, 1), new LatencyCell(2048, 3)], _histogram.Cells);
    }

    [Fact]
    public void None_or_fewer_cannot_be_recorded() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _histogram.Record(1, count: 0));

    [Fact]
    public void Is_empty_after_a_reset()
    {
        _histogram.Record(10);
        _histogram.Reset();

        Assert.Equal((0, 0, 0, 0.0), (_histogram.Count, _histogram.Max, _histogram.Percentile(0.5), _histogram.Mean));
    }

    [Theory]
    [InlineData(19, 0.5, false)]
    [InlineData(20, 0.5, true)]
    [InlineData(999, 0.99, false)]
    [InlineData(1000, 0.99, true)]
    public void Says_whether_a_percentile_is_more_than_a_few_accidents(int samples, double percentile, bool carries)
    {
        _histogram.Record(1, count: samples);

        Assert.Equal(carries, _histogram.Carries(percentile));
    }
}
