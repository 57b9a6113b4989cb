using Sockets.Tools.Perf;

namespace Sockets.Tools.Tests.Perf;

/// <summary>A percentile is given only when at least ten samples lie beyond it: n >= 10 / (1 - p).</summary>
public sealed class PercentilesTests
{
    [Theory]
    [InlineData(500, 20)]
    [InlineData(900, 100)]
    [InlineData(990, 1_000)]
    [InlineData(999, 10_000)]
    public void Is_given_from_the_sample_on_that_the_rule_asks_for(int perMille, int least)
    {
        Assert.Null(new Percentiles(new long[least - 1]).At(perMille));
        Assert.NotNull(new Percentiles(new long[least]).At(perMille));
    }

    [Fact]
    public void Is_the_least_sample_that_its_share_does_not_exceed()
    {
        long[] samples = [.. Enumerable.Range(1, 1_000).Select(static i => (long)i).Reverse()];
        Percentiles percentiles = new(samples);

        Assert.Equal((500, 990), (percentiles.At(500), percentiles.At(990)));
        Assert.Equal((1_000, 1_000), (percentiles.Max, percentiles.Count));
        Assert.Equal(1_000, samples[0]);
    }

    [Fact]
    public void Rounds_the_rank_up()
    {
        // Rank 10.5 of 21 is the eleventh.
        Percentiles percentiles = new([.. Enumerable.Range(1, 21).Select(static i => (long)i)]);

        Assert.Equal(11, percentiles.At(500));
    }

    [Fact]
    public void There_is_no_longest_of_nothing()
    {
        Percentiles percentiles = new([]);

        Assert.Equal((null, null, 0), (percentiles.Max, percentiles.At(500), percentiles.Count));
    }
}
