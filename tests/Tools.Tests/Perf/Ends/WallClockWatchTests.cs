using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Tests.Perf.Ends;

public sealed class WallClockWatchTests
{
    private readonly Clock _clock = new();

    [Theory]
    [InlineData(1_000_000, null)]
    [InlineData(-1_000_000, null)]
    [InlineData(1_000_100, "1")]
    [InlineData(-2_500_000, "-2.5")]
    public void A_clock_that_was_set_by_more_than_a_millisecond_is_told(long nanoseconds, string? milliseconds)
    {
        WallClockWatch watch = new(_clock);
        _clock.Set(nanoseconds);

        Assert.Equal(milliseconds is not null, watch.WasSet);
        Assert.Equal(
            milliseconds is null
                ? null
                : $"the wall clock of this host was set by {milliseconds} ms during the test: what it timed, one-way times and jitter, means nothing and is left out",
            watch.Notice);
    }

    [Fact]
    public void A_clock_that_goes_on_was_not_set()
    {
        WallClockWatch watch = new(_clock);
        _clock.Pass(TimeSpan.FromHours(1));

        Assert.False(watch.WasSet);
    }

    [Fact]
    public void A_step_that_was_seen_is_told_though_the_clock_was_set_back()
    {
        WallClockWatch watch = new(_clock);
        _clock.Set(5_000_000);
        Assert.True(watch.WasSet);
        _clock.Set(-5_000_000);

        Assert.True(watch.WasSet);
        Assert.Contains("set by 5 ms", watch.Notice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Who_is_held_between_two_clocks_does_not_take_that_for_a_step(int times)
    {
        WallClockWatch watch = new(_clock);
        _clock.Holds = times;
        Assert.False(watch.WasSet);

        _clock.Set(20_000_000);
        Assert.True(watch.WasSet);
    }

    /// <summary>Clocks that stand still.</summary>
    private sealed class Clock : TimeProvider
    {
        private TimeSpan _passed;
        private TimeSpan _set;

        /// <summary>How many looks at the wall clock take 5 ms more.</summary>
        public int Holds { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _passed += time;

        public void Set(long nanoseconds) => _set += TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

        public override long GetTimestamp() => _passed.Ticks;

        public override DateTimeOffset GetUtcNow()
        {
            if (Holds > 0)
            {
                Holds--;
                Pass(TimeSpan.FromMilliseconds(5));
            }

            return DateTimeOffset.UnixEpoch + _passed + _set;
        }
    }
}
