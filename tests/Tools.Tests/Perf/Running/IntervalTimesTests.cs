using Sockets.Tools.Perf.Running;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Tests.Perf.Running;

public sealed class IntervalTimesTests
{
    [Fact]
    public void Gives_what_came_since_the_last_look()
    {
        IntervalTimes times = new();
        LatencyHistogram first = new();
        LatencyHistogram second = new();
        first.Record(10);
        Assert.Equal((1, 10), (times.Take([first, second])!.Count, 10));

        first.Record(20);
        second.Record(30);
        var gained = times.Take([first, second])!;
        Assert.Equal((2, 20, 30), (gained.Count, gained.MinNs, gained.MaxNs));
        Assert.Equal(0, times.Take([first, second])!.Count);
    }

    [Fact]
    public void There_is_nothing_without_histograms() => Assert.Null(new IntervalTimes().Take([]));
}
