using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Tests.Support;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Tests.Perf.Reporting;

public sealed class CsvOutputTests
{
    private const int TimesCount = 18;

    private readonly ToolBench _bench = new();

    [Fact]
    public void One_way_times_stand_in_the_row_of_their_direction()
    {
        using CsvOutput csv = CsvOutput.Open("-", _bench.Terminal);
        csv.Interval(Sample(up: true, down: true));

        string[][] rows = Rows();
        Assert.Equal(["up", "down"], rows.Select(static row => row[2]));
        Assert.Equal(["2", "1"], rows.Select(static row => row[TimesCount]));
    }

    [Fact]
    public void Of_an_open_loop_they_are_in_its_only_row()
    {
        using CsvOutput csv = CsvOutput.Open("-", _bench.Terminal);
        csv.Interval(Sample(up: true, down: false));

        Assert.Equal("1", Assert.Single(Rows())[TimesCount]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_reads_it_may_go_and_its_disk_may_be_full(bool hasGone)
    {
        using CsvOutput csv = CsvOutput.Open("-", _bench.Terminal);
        _bench.Output.Fails = hasGone ? new BrokenPipeException() : new ToolException(ExitCode.EnvironmentNotSuitable, "no space left");

        csv.Interval(Sample(up: true, down: false));
        _bench.Output.Fails = null;
        csv.Interval(Sample(up: true, down: false));

        Assert.Empty(Rows());
    }

    private static PerfInterval Sample(bool up, bool down)
    {
        HistogramData[] times = [.. new[] { 1, 2 }.Select(static count =>
        {
            LatencyHistogram histogram = new();
            histogram.Record(1_000, count);
            return HistogramData.Of(histogram);
        })];
        DirectionInterval direction = DirectionInterval.Between((new EndCounts(), new EndCounts { Sent = 5 }), (new EndCounts(), new EndCounts { Received = 5 }));
        return new PerfInterval
        {
            Test = 0,
            TNs = 1_000_000_000,
            DurNs = 1_000_000_000,
            Omitted = false,
            MessageBytes = 64,
            Up = up ? direction with { OneWay = times[1] } : null,
            Down = down ? direction with { OneWay = times[0] } : null,
            Answers = 0,
            Times = times[0],
        };
    }

    private string[][] Rows() => [.. _bench.Output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static row => row.Split(','))];
}
