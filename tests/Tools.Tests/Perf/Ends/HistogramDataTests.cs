using System.Text.Json;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Tests.Perf.Ends;

public sealed class HistogramDataTests
{
    [Fact]
    public void Comes_back_from_JSON_as_it_was()
    {
        Random random = new(20261121);
        LatencyHistogram histogram = new();
        for (int i = 0; i < 20_000; i++)
        {
            histogram.Record((long)Math.Pow(10, random.NextDouble() * 11));
        }

        HistogramData data = HistogramData.Of(histogram);
        var result = (Result)ControlLine.Parse(ControlLine.Encode(new Result(new EndFigures
        {
            Process = new ProcessCost(),
            Streams = [new StreamFigures { Local = "a", Remote = "b", RoundTrips = new RoundTripFigures { Asked = 1, Answered = 1, Response = data } }],
        })));
        HistogramData read = result.Figures.Streams[0].RoundTrips!.Response;

        Assert.Equal(JsonSerializer.Serialize(data), JsonSerializer.Serialize(HistogramData.Of(read.ToHistogram())));
        Assert.Equal((histogram.Count, histogram.Min, histogram.Max), (read.Count, read.MinNs, read.MaxNs));
    }

    [Fact]
    public void The_sum_is_what_one_histogram_would_have_held()
    {
        LatencyHistogram all = new();
        HistogramData?[] parts = new HistogramData?[3];
        for (int part = 0; part < 2; part++)
        {
            LatencyHistogram histogram = new();
            for (int i = 1; i <= 500; i++)
            {
                histogram.Record(i * 997 * (part + 1));
                all.Record(i * 997 * (part + 1));
            }

            parts[part] = HistogramData.Of(histogram);
        }

        HistogramData sum = HistogramData.Sum(HistogramData.Sum(parts[0], parts[1]), parts[2])!;
        Assert.Equal(JsonSerializer.Serialize(HistogramData.Of(all)), JsonSerializer.Serialize(sum));
    }

    [Fact]
    public void A_percentile_is_null_where_fewer_than_ten_lie_beyond()
    {
        LatencyHistogram histogram = new();
        histogram.Record(100, count: 999);
        Assert.Equal((100, null), (HistogramData.Of(histogram).P90Ns, HistogramData.Of(histogram).P99Ns));

        histogram.Record(100);
        HistogramData data = HistogramData.Of(histogram);
        Assert.Equal((100, null, 1_000, 100), (data.P99Ns, data.P999Ns, data.Count, data.MaxNs));
    }

    [Fact]
    public void Times_below_zero_are_kept_apart()
    {
        LatencyHistogram histogram = new();
        histogram.Record(-7, count: 2);
        histogram.Record(3);

        LatencyHistogram read = HistogramData.Of(histogram).ToHistogram();
        Assert.Equal((3, -7, 3, 2), (read.Count, read.Min, read.Max, read.Below));
    }

    [Fact]
    public void Of_nothing_there_is_no_figure()
    {
        HistogramData data = HistogramData.Of(new LatencyHistogram());
        Assert.True(data is { Count: 0, MinNs: null, MaxNs: null, MeanNs: null, P50Ns: null });
        Assert.Equal(0, data.ToHistogram().Count);
    }

    [Fact]
    public void What_is_none_is_refused() =>
        Assert.Throws<FormatException>(() => new HistogramData { Count = 1, MinNs = 1, MaxNs = 1, Cells = [[1]] }.ToHistogram());

    [Fact]
    public void Joined_cells_are_few_and_tell_nearly_the_same()
    {
        // From 1 us on, each a ten-thousandth longer: some 7 ms, in far more cells than may be.
        LatencyHistogram histogram = new();
        for (double time = 1_000; time < 7_000_000; time *= 1.0001)
        {
            histogram.Record((long)time);
        }

        var whole = HistogramData.Of(histogram);
        HistogramData joined = whole.Joined(Progress.MostCells);

        Assert.True(whole.Cells.Count > 5 * Progress.MostCells);
        Assert.InRange(joined.Cells.Count, 1, Progress.MostCells);
        Assert.InRange(ControlLine.Encode(new Progress(new EndCounts(), joined)).Length, 1, 32 * 1024);
        var again = HistogramData.Of(joined.ToHistogram());
        Assert.Equal((whole.Count, whole.MinNs, whole.MaxNs), (again.Count, again.MinNs, again.MaxNs));
        Assert.All(
            [(whole.P50Ns, again.P50Ns), (whole.P99Ns, again.P99Ns), (whole.P999Ns, again.P999Ns)],
            static pair => Assert.InRange(pair.Item2!.Value / (double)pair.Item1!.Value, 1 - (1 / 32.0), 1 + (1 / 32.0)));
    }

    [Fact]
    public void Cells_that_are_few_stay_as_they_are()
    {
        LatencyHistogram histogram = new();
        histogram.Record(5, 2);
        histogram.Record(4, 7);

        Assert.Equal([[4, 7], [5, 2]], HistogramData.Of(histogram).Joined(2).Cells);
        Assert.Equal([[4, 9]], HistogramData.Of(histogram).Joined(1).Cells);
    }

    [Fact]
    public void However_far_apart_times_are_64_cells_hold_them()
    {
        LatencyHistogram histogram = new();
        for (double time = 0.5; time < LatencyHistogram.Longest; time *= 1.001)
        {
            histogram.Record((long)time);
        }

        Assert.InRange(HistogramData.Of(histogram).Joined(64).Cells.Count, 28, 64);
    }
}
