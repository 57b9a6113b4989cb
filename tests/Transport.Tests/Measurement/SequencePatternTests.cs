using Sockets.Transport.Measurement;

namespace Sockets.Transport.Tests.Measurement;

public sealed class SequencePatternTests
{
    [Fact]
    public void Counts_loss_periods_their_lengths_and_the_noticeable_losses()
    {
        LossPattern pattern = new();

        // x marks a lost number: 1 x 3 x x 6 ... 104 x: distances 2, 1, 100.
        pattern.Add(2, 1);
        pattern.Add(4, 1);
        pattern.Add(5, 1);
        pattern.Add(105, 1);

        Assert.Equal((3, 4, 2), (pattern.Periods, pattern.Lost, pattern.Longest));
        Assert.Equal(2, pattern.Noticeable);
        Assert.Equal((2, 1, 0), (pattern.Lengths[0], pattern.Lengths[1], pattern.Lengths[2]));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(16_384, 14)]
    [InlineData(16_385, 15)]
    [InlineData(1L << 40, 15)]
    public void Sorts_periods_by_powers_of_two(long length, int bucket)
    {
        LossPattern pattern = new();
        pattern.Add(7, length);

        Assert.Equal(1, pattern.Lengths[bucket]);
    }

    [Theory]
    [InlineData("1 2 3 4 5", 0, 0, 0)]
    [InlineData("1 3 2 4 5", 1, 1, 0)]
    [InlineData("2 3 4 1 5", 1, 3, 1)]
    [InlineData("1 4 2 3 5", 2, 2, 0)]
    [InlineData("5 4 3 2 1", 4, 4, 2)]
    [InlineData("1 5 9 7 3 10", 2, 3, 1)]
    public void Measures_reordering_as_RFC_4737_defines_it(string arrivals, int count, int maxExtent, int threeReordered)
    {
        ReorderMeter meter = new();
        foreach (string sequence in arrivals.Split(' '))
        {
            meter.Add(long.Parse(sequence));
        }

        Assert.Equal((count, maxExtent, threeReordered), (meter.Count, meter.MaxExtent, meter.ThreeReordered));
    }

    [Fact]
    public void Extends_sixteen_bits_over_every_wrap()
    {
        SequenceExtender extender = new(16);
        long last = -1;
        for (uint i = 0; i < 300_000; i++)
        {
            Assert.Equal(SequenceExtender.Verdict.Extended, extender.Extend((ushort)(65_000 + i), out long sequence));
            Assert.True(last < 0 || sequence == last + 1);
            last = sequence;
        }
    }

    [Fact]
    public void Takes_the_nearest_number_that_a_short_one_can_mean()
    {
        SequenceExtender extender = new(16);
        extender.Extend(0, out long zero);

        extender.Extend(65_535, out long before);
        extender.Extend(32_767, out long farAhead);

        Assert.Equal((zero - 1, zero + 32_767), (before, farAhead));
    }

    [Fact]
    public void Takes_two_successive_numbers_far_behind_for_a_new_beginning_and_one_for_an_accident()
    {
        SequenceExtender extender = new(16);
        extender.Extend(30_000, out long first);

        Assert.Equal(SequenceExtender.Verdict.Suspect, extender.Extend(5, out _));
        Assert.Equal(SequenceExtender.Verdict.Extended, extender.Extend(30_001, out long second));
        Assert.Equal(first + 1, second);
        Assert.Equal(SequenceExtender.Verdict.Suspect, extender.Extend(5, out _));
        Assert.Equal(SequenceExtender.Verdict.Restarted, extender.Extend(6, out _));
        Assert.Equal(SequenceExtender.Verdict.Extended, extender.Extend(7, out _));
    }

    [Fact]
    public void Closes_a_run_when_the_sender_begins_anew()
    {
        SequenceRuns runs = new(reorderWindow: 8, window: 64);
        Assert.Equal(EpochStep.First, runs.Enter(7));
        runs.Current.Arrive(1_000_000);
        runs.Current.Arrive(1_000_002);

        Assert.Equal(EpochStep.Restarted, runs.Enter(8));
        runs.Current.Arrive(1);
        Assert.Equal(EpochStep.Same, runs.Enter(8));
        runs.Current.Arrive(2);
        Assert.Equal(EpochStep.Ended, runs.Enter(7));

        Assert.Equal((5, 4, 1, 0), (runs.Counts.Expected, runs.Counts.Unique, runs.Counts.Lost, runs.Counts.Pending));
        Assert.Equal(1, runs.Restarts);
        Assert.True(runs.Counts.Close);
    }
}
