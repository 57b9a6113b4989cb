using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Tests.Perf.Ends;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Tests.Perf.Running;

public sealed class IntervalWatcherTests
{
    private readonly List<PerfInterval> _told = [];
    private EndCounts _near = new();
    private readonly FarSide _far = new();

    [Fact]
    public void The_end_of_a_test_is_in_an_interval_too()
    {
        using IntervalWatcher watcher = Begin();
        _near = new EndCounts { Sent = 7 };
        _far.Add(new Progress(new EndCounts { Received = 6 }));
        watcher.End();
        watcher.End();

        PerfInterval last = Assert.Single(_told);
        Assert.Equal((7, 6), (last.Up!.SentMessages, last.Up.ReceivedMessages));
        Assert.Equal(last.TNs, last.DurNs);
    }

    [Fact]
    public void An_end_in_which_nothing_happened_is_none()
    {
        using IntervalWatcher watcher = Begin();
        _near = new EndCounts { AtNs = 9 };
        _far.Add(new Progress(new EndCounts { AtNs = 8 }));
        watcher.End();

        Assert.Empty(_told);
    }

    [Fact]
    public void What_the_server_timed_since_the_interval_before_is_in_it_however_often_it_said_so()
    {
        using IntervalWatcher watcher = Begin();
        _far.Add(new Progress(new EndCounts { AtNs = 1 }, Times(4_000, 5_000)));
        _far.Add(new Progress(new EndCounts { AtNs = 2 }));
        _far.Add(new Progress(new EndCounts { AtNs = 3 }, Times(9_000)));
        watcher.End();

        HistogramData told = Assert.Single(_told).Up!.OneWay!;
        Assert.Equal((3, 4_000, 9_000), (told.Count, told.MinNs, told.MaxNs));
        Assert.Empty(told.Cells);
        Assert.Null(_told[0].Times);
        Assert.Null(_far.TakeTimes());
    }

    [Fact]
    public void A_server_that_tells_no_times_is_not_said_to_have_none()
    {
        using IntervalWatcher watcher = Begin();
        _far.Add(new Progress(new EndCounts { Received = 6 }));
        watcher.End();

        Assert.Null(Assert.Single(_told).Up!.OneWay);
    }

    [Fact]
    public void Times_that_are_none_are_the_server_s_fault()
    {
        ToolException error = Assert.Throws<ToolException>(
            () => _far.Add(new Progress(new EndCounts(), new HistogramData { Count = 1, MinNs = 1, MaxNs = 1, Cells = [[1]] })));

        Assert.Equal(ExitCode.ProtocolError, error.Code);
        Assert.StartsWith("the server says times that are none", error.Message, StringComparison.Ordinal);
    }

    private static HistogramData Times(params ReadOnlySpan<long> times)
    {
        LatencyHistogram histogram = new();
        foreach (long time in times)
        {
            histogram.Record(time);
        }

        return HistogramData.Of(histogram);
    }

    private IntervalWatcher Begin()
    {
        IntervalWatcher watcher = new(TimeSpan.FromHours(1), _told.Add);
        watcher.Begin(PlanSamples.Throughput, () => _near, static () => null, _far);
        return watcher;
    }
}
