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

        Assert.InRange(search.Best, capacity * 0.98, capacity * 1.002);
    }

    [Fact]
    public void Takes_one_probe_where_nothing_is_lost_as_fast_as_it_goes()
    {
        RateSearch search = new(mostLoss: 0);
        Assert.Null(search.Next);
        search.Add(achieved: 800_000, loss: 0);

        Assert.True(search.IsOver);
        Assert.Equal(800_000, search.Best);
    }

    [Fact]
    public void Ends_where_every_rate_loses()
    {
        RateSearch search = new(mostLoss: 0.01);
        int probes = 0;
        while (!search.IsOver)
        {
            search.Add(search.Next ?? 100_000, loss: 0.5);
            Assert.InRange(++probes, 1, RateSearch.MostProbes);
        }

        Assert.Equal(0, search.Best);
    }

    [Fact]
    public void A_rate_that_the_machine_does_not_reach_is_as_high_as_it_goes()
    {
        // As fast as it goes, in trains, it sends a million; paced no more than 50,000.
        RateSearch search = new(mostLoss: 0);
        search.Add(achieved: 1_000_000, loss: 0.3);
        search.Add(achieved: 50_000, loss: 0);

        Assert.True(search.IsOver);
        Assert.Equal(50_000, search.Best);
    }

    private static RateSearch Run(double mostLoss, double fastest, double capacity)
    {
        RateSearch search = new(mostLoss);
        for (int probes = 1; !search.IsOver; probes++)
        {
            double achieved = Math.Min(search.Next ?? fastest, fastest);
            search.Add(achieved, Math.Max(0, 1 - (capacity / achieved)));
            Assert.InRange(probes, 1, RateSearch.MostProbes);
        }

        return search;
    }
}
