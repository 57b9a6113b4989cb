using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Tests.Perf.Ends;

namespace Sockets.Tools.Tests.Perf.Running;

public sealed class IntervalWatcherTests
{
    private readonly List<PerfInterval> _told = [];
    private EndCounts _near = new();
    private EndCounts? _far;

    [Fact]
    public void The_end_of_a_test_is_in_an_interval_too()
    {
        using IntervalWatcher watcher = Begin();
        (_near, _far) = (new EndCounts { Sent = 7 }, new EndCounts { Received = 6 });
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
        watcher.End();

        Assert.Empty(_told);
    }

    private IntervalWatcher Begin()
    {
        IntervalWatcher watcher = new(TimeSpan.FromHours(1), _told.Add);
        watcher.Begin(PlanSamples.Throughput, () => _near, [], () => _far);
        return watcher;
    }
}
