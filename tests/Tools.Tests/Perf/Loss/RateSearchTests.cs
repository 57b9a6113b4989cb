using Sockets.Tools.Perf.Loss;

namespace Sockets.Tools.Tests.Perf.Loss;

public sealed class RateSearchTests
{
    [Theory]
    [InlineData(200_000)]
    [InlineData(12_345)]
    [InlineData(500)]
    public void Comes_within_two_percent_of_the_rate_from_which_on_packets_are_lost(double capacity)
    {
        RateSearch search = Run(mostLoss: 0.001, fastest: 1_000_000, capacity);

        Assert.InRange(search.Confirmed!.Value, capacity * 0.98, capacity * 1.002);
    }

    [Fact]
    public void Takes_one_probe_and_one_confirmation_where_nothing_is_lost_as_fast_as_it_goes()
    {
        RateSearch search = new(mostLoss: 0);
        Assert.Null(search.Next);
        search.Add(achieved: 800_000, loss: 0);
        Assert.True(search.IsConfirming);
        Assert.Null(search.Next);
        search.Add(achieved: 790_000, loss: 0);

        Assert.True(search.IsOver);
        Assert.Equal(790_000, search.Confirmed);
    }

    [Fact]
    public void Ends_where_every_rate_loses()
    {
        RateSearch search = new(mostLoss: 0.01);
        int probes = 0;
        while (!search.IsOver)
        {
            Assert.False(search.IsConfirming);
            search.Add(search.Next ?? 100_000, loss: 0.5);
            Assert.InRange(++probes, 1, RateSearch.MostProbes);
        }

        Assert.Null(search.Confirmed);
    }

    [Fact]
    public void A_rate_that_the_machine_does_not_reach_is_as_high_as_it_goes()
    {
        // As fast as it goes, in trains, it sends a million; paced no more than 50,000.
        RateSearch search = new(mostLoss: 0);
        search.Add(achieved: 1_000_000, loss: 0.3);
        search.Add(achieved: 50_000, loss: 0);
        Assert.True(search.IsConfirming);
        Assert.Equal(50_000, search.Next);
        search.Add(achieved: 50_000, loss: 0);

        Assert.True(search.IsOver);
        Assert.Equal(50_000, search.Confirmed);
    }

    [Fact]
    public void What_does_not_hold_for_the_whole_time_gives_way_to_the_next_lower_rate()
    {
        RateSearch search = Found(at: 100_000);
        search.Add(search.Next!.Value, loss: 0.1);
        Assert.True(search.IsConfirming);
        Assert.Equal(95_000, search.Next!.Value, tolerance: 0.001);
        search.Add(95_000, loss: 0);

        Assert.True(search.IsOver);
        Assert.Equal(95_000, search.Confirmed);
    }

    [Fact]
    public void Rates_that_do_not_hold_come_to_an_end_and_none_is_reported()
    {
        RateSearch search = Found(at: 100_000);
        for (int failed = 0; failed < RateSearch.MostConfirmations; failed++)
        {
            Assert.True(search.IsConfirming);
            search.Add(search.Next!.Value, loss: 0.1);
        }

        Assert.True(search.IsOver);
        Assert.False(search.IsConfirming);
        Assert.Null(search.Confirmed);
    }

    /// <summary>A search whose probes have just found a rate.</summary>
    private static RateSearch Found(double at)
    {
        RateSearch search = new(mostLoss: 0);
        search.Add(achieved: at * 1.01, loss: 0.1);
        search.Add(achieved: at, loss: 0);
        Assert.True(search.IsConfirming);
        Assert.Equal(at, search.Next);
        return search;
    }

    [Fact]
    public void No_rate_is_the_best_at_which_too_much_was_seen_to_be_lost()
    {
        RateSearch search = new(mostLoss: 0);
        search.Add(achieved: 1_000_000, loss: 0.5);
        search.Add(achieved: 250_000, loss: 0);
        search.Add(achieved: 240_000, loss: 0.1);
        Assert.Equal(0, search.Best);
        Assert.False(search.IsOver);

        search.Add(achieved: 60_000, loss: 0);
        search.Add(achieved: 300_000, loss: 0);
        Assert.Equal(60_000, search.Best);
    }

    private static RateSearch Run(double mostLoss, double fastest, double capacity)
    {
        RateSearch search = new(mostLoss);
        for (int tests = 1; !search.IsOver; tests++)
        {
            double achieved = Math.Min(search.Next ?? fastest, fastest);
            search.Add(achieved, Math.Max(0, 1 - (capacity / achieved)));
            Assert.InRange(tests, 1, RateSearch.MostProbes + RateSearch.MostConfirmations);
        }

        return search;
    }
}
