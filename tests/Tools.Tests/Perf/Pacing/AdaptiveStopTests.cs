using Sockets.Tools.Perf.Pacing;

namespace Sockets.Tools.Tests.Perf.Pacing;

/// <summary>Time is made up here: so many messages take so long.</summary>
public sealed class AdaptiveStopTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(100_000)]
    [InlineData(2_000)]
    public void Ends_within_a_hundredth_of_the_time_after_few_looks(double perSecond)
    {
        (TimeSpan elapsed, long done, int looks) = Run(s_second, _ => perSecond);

        Assert.InRange(elapsed, s_second, s_second * 1.011);
        Assert.InRange(done, (long)perSecond, (long)(perSecond * 1.011) + 1);
        Assert.InRange(looks, 100, 150);
    }

    [Fact]
    public void Stops_after_the_first_message_that_takes_longer_than_the_time()
    {
        (_, long done, int looks) = Run(s_second, _ => 0.5);

        Assert.Equal((1, 2), (done, looks));
    }

    [Fact]
    public void A_rate_that_collapses_ends_it_late_by_one_burst_at_most()
    {
        // A thousandth of the rate from the middle on: the burst under way was meant to take 10 ms.
        (TimeSpan elapsed, _, _) = Run(s_second, at => at < s_second / 2 ? 1_000_000 : 1_000);

        Assert.InRange(elapsed, s_second, TimeSpan.FromSeconds(11));
    }

    [Fact]
    public void A_rate_that_rises_is_followed()
    {
        (TimeSpan elapsed, long done, int looks) = Run(s_second, at => at < s_second / 2 ? 1_000 : 1_000_000);

        Assert.InRange(elapsed, s_second, s_second * 1.011);
        Assert.InRange(done, 450_000, 550_000);
        Assert.InRange(looks, 100, 2_000);
    }

    [Fact]
    public void Bursts_at_most_double()
    {
        AdaptiveStop stop = new(s_second);
        long last = stop.Next(TimeSpan.Zero, 0);
        Assert.Equal(1, last);
        for (long done = 1; done < 1_000; done += last)
        {
            long next = stop.Next(TimeSpan.FromMicroseconds(done), done);
            Assert.InRange(next, 1, 2 * last);
            last = next;
        }
    }

    [Fact]
    public void Looks_every_10_ms_in_a_long_run_so_that_a_signal_is_heard()
    {
        AdaptiveStop stop = new(TimeSpan.FromMinutes(1));
        long done = 0;
        long burst = 0;
        while (done < 1_000_000)
        {
            burst = stop.Next(TimeSpan.FromMicroseconds(done), done);
            done += burst;
        }

        Assert.Equal(10_000, burst);
    }

    [Fact]
    public void A_run_that_begins_too_late_has_one_message()
    {
        AdaptiveStop stop = new(s_second);

        Assert.Equal(1, stop.Next(TimeSpan.FromSeconds(2), 0));
        Assert.Equal(0, stop.Next(TimeSpan.FromSeconds(2), 1));
    }

    private static (TimeSpan Elapsed, long Done, int Looks) Run(TimeSpan length, Func<TimeSpan, double> perSecond)
    {
        AdaptiveStop stop = new(length);
        TimeSpan elapsed = TimeSpan.Zero;
        long done = 0;
        int looks = 0;
        while (true)
        {
            looks++;
            long burst = stop.Next(elapsed, done);
            if (burst == 0)
            {
                return (elapsed, done, looks);
            }

            elapsed += TimeSpan.FromSeconds(burst / perSecond(elapsed));
            done += burst;
        }
    }
}
