using Sockets.Tools.Perf.Control;

namespace Sockets.Tools.Tests.Perf.Control;

public sealed class WallClockWatchTests
{
    [Theory]
    [InlineData(1_000_000, null)]
    [InlineData(-1_000_000, null)]
    [InlineData(1_000_100, "1")]
    [InlineData(-2_500_000, "-2.5")]
    public void A_clock_that_was_set_by_more_than_a_millisecond_is_told(long nanoseconds, string? milliseconds)
    {
        long apart = 5;
        WallClockWatch watch = new(() => apart);
        apart += nanoseconds;

        Assert.Equal(
            milliseconds is null ? null : $"the wall clock of this host was set by {milliseconds} ms during the test: one-way times and jitter mean nothing",
            watch.Notice);
    }
}
