using Sockets.Transport.Multicast;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>The 16 bits of RTP over two feeds, which wrap within a second.</summary>
public sealed class ShortNumbersTests
{
    [Fact]
    public void Matches_short_numbers_although_the_second_feed_begins_behind_their_wrap()
    {
        using PipelineRig rig = new(wire: MulticastWire.Rtp, feeds: 2);
        rig.Arrive(PipelineRig.Rtp(65_534), feed: 0);
        rig.Arrive(PipelineRig.Rtp(65_535), feed: 0);
        rig.Arrive(PipelineRig.Rtp(0), feed: 0);
        rig.Arrive(PipelineRig.Rtp(0), feed: 1);
        rig.Arrive(PipelineRig.Rtp(1), feed: 1);
        rig.Arrive(PipelineRig.Rtp(1), feed: 0);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((4, 4, 2), (stats.Expected, stats.Unique, stats.Duplicates));
    }

    [Fact]
    public void Takes_a_restart_that_one_feed_sees_before_the_other_for_one_restart()
    {
        using PipelineRig rig = new(wire: MulticastWire.Rtp, feeds: 2);
        foreach (int feed in (int[])[0, 1])
        {
            rig.Arrive(PipelineRig.Rtp(30_000), feed: feed);
        }

        rig.Arrive(PipelineRig.Rtp(10), feed: 0);
        rig.Arrive(PipelineRig.Rtp(11), feed: 0);
        rig.Arrive(PipelineRig.Rtp(30_001), feed: 1);
        rig.Arrive(PipelineRig.Rtp(10), feed: 1);
        rig.Arrive(PipelineRig.Rtp(11), feed: 1);
        rig.Arrive(PipelineRig.Rtp(12), feed: 1);
        rig.Arrive(PipelineRig.Rtp(12), feed: 0);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 0), (stats.Restarts, stats.Lost));
        Assert.Equal([30_000, 11, 12], rig.TakeAll().Select(m => (int)(m.Info.Sequence & 0xFFFF)));
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(40_000)]
    [InlineData(65_000)]
    [InlineData(100_000)]
    public void Goes_on_with_short_numbers_however_long_one_feed_was_away(int away)
    {
        using PipelineRig rig = new(wire: MulticastWire.Rtp, feeds: 2);
        for (int i = 0; i < away + 300; i++)
        {
            if (i < 100 || i >= away + 100)
            {
                rig.Arrive(PipelineRig.Rtp((ushort)i), feed: 0);
            }

            if (i < away + 200)
            {
                rig.Arrive(PipelineRig.Rtp((ushort)i), feed: 1);
            }
        }

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((away + 300, 0, 0, 0), (stats.Unique, stats.Restarts, stats.ForeignEpoch, stats.TooOld));
        Assert.Equal(0, stats.Lost + stats.Pending);
    }

    [Fact]
    public void A_feed_that_is_far_behind_the_other_one_is_no_restart()
    {
        using PipelineRig rig = new(wire: MulticastWire.Rtp, feeds: 2);
        for (int i = 0; i < 10_000; i++)
        {
            rig.Arrive(PipelineRig.Rtp((ushort)i), feed: 0);
            if (i >= 5000)
            {
                rig.Arrive(PipelineRig.Rtp((ushort)(i - 5000)), feed: 1);
            }
        }

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((10_000, 5000, 0, 0), (stats.Unique, stats.Duplicates, stats.Restarts, stats.ForeignEpoch));
    }

    [Fact]
    public void A_feed_that_was_away_over_a_restart_finds_the_run_that_goes_on()
    {
        using PipelineRig rig = new(wire: MulticastWire.Rtp, feeds: 2);
        rig.Arrive(PipelineRig.Rtp(30_000), feed: 0);
        rig.Arrive(PipelineRig.Rtp(30_000), feed: 1);
        for (ushort i = 10; i < 31_000; i++)
        {
            rig.Arrive(PipelineRig.Rtp(i), feed: 0);
        }

        for (ushort i = 31_000; i < 31_010; i++)
        {
            rig.Arrive(PipelineRig.Rtp(i), feed: 1);
        }

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 2), (stats.Restarts, stats.ForeignEpoch));
        Assert.Equal(31_009, rig.TakeAll()[^1].Info.Sequence & 0xFFFF);
    }
}
