using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>What one datagram of somebody who wants to do harm, or of a broken sender, cannot do.</summary>
public sealed class ForgedDatagramTests
{
    // TMC1-S3
    [Fact]
    public void One_that_is_longer_than_any_is_truncated_although_the_room_for_trains_holds_it()
    {
        MulticastKey key = MulticastKey.Generate();
        using PipelineRig rig = new(key: key);
        byte[] longer = new byte[Tmc1Header.Size + 3000 + DatagramSeal.TrailerLength];
        NativeFormat format = new(0, 1, DatagramSeal.ForSender(MulticastKey.Generate(), 1, TimeProvider.System));
        format.WriteData(longer, default);
        format.Stamp(longer, 1, 1);
        format.Seal(longer);
        rig.Arrive(longer);
        rig.Arrive([.. longer, .. longer], segment: longer.Length);
        rig.Arrive(PipelineRig.Sealed(1, key));

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((4, 3, 1), (stats.DatagramsRead, stats.Truncated, stats.Unique));
    }

    // TMC1-T1
    [Theory]
    [InlineData(long.MinValue, 1)]
    [InlineData(1, long.MinValue)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(-1, long.MaxValue)]
    public void A_time_of_sending_that_cannot_be_measures_no_delay_and_no_jitter(long first, long second)
    {
        using PipelineRig rig = new();
        long now = (rig.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        rig.Arrive(PipelineRig.Data(1, sent: now));
        rig.Arrive(PipelineRig.Data(2, sent: first));
        rig.Arrive(PipelineRig.Data(3, sent: second));
        rig.Arrive(PipelineRig.Data(4, sent: now));

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((4, TimeSpan.Zero), (stats.Unique, stats.MaxJitter));
    }

    // TMC1-N4
    [Fact]
    public void One_of_another_run_ends_nothing()
    {
        using PipelineRig rig = new();
        rig.Arrive(1, 2);
        rig.Arrive(PipelineRig.Data(7, epoch: 9));
        rig.Arrive(3, 4);
        rig.Arrive(PipelineRig.Data(long.MaxValue - 5, epoch: 8));
        rig.Arrive(PipelineRig.Data(long.MaxValue - 4, epoch: 8));
        rig.Arrive(5);
        rig.Pipeline.Finish();

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((0, 5, 0, 1, 2), (stats.Restarts, stats.Unique, stats.Lost, stats.ForeignEpoch, stats.Malformed));
        Assert.Equal([1L, 2, 3, 4, 5], rig.TakeAll().Select(m => m.Info.Sequence));
    }

    // TMC1-N6
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_is_far_ahead_loses_nothing(bool isControl)
    {
        using PipelineRig rig = new();
        rig.Arrive(1, 2);
        const long Far = 1_000_000_000;
        rig.Arrive(isControl ? PipelineRig.Control(PacketKind.Heartbeat, Far) : PipelineRig.Data(Far));
        rig.Arrive(3, 4);
        rig.Pipeline.Finish();

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((4, 4, 0, 1), (stats.Expected, stats.Unique, stats.Lost, stats.Malformed));
    }

    // TMC1-N6
    [Theory]
    [InlineData(1_000_001, 2)]
    [InlineData(1_000_009, 2)]
    public void Two_that_are_far_ahead_are_where_the_sender_is_by_now(long second, int delivered)
    {
        using PipelineRig rig = new();
        rig.Arrive(1);
        rig.Arrive(1_000_000, second);
        rig.Pipeline.Finish();

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((second, 1 + delivered, 0), (stats.Expected, stats.Unique, stats.Malformed));
        Assert.Equal([1L, 1_000_000, second], rig.TakeAll().Select(m => m.Info.Sequence));
    }

    // TMC1-N6
    [Fact]
    public void A_copy_of_one_that_is_far_ahead_is_no_second_one()
    {
        using PipelineRig rig = new();
        rig.Arrive(1, 1_000_000, 1_000_000, 2);
        rig.Pipeline.Finish();

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((2, 0, 2), (stats.Expected, stats.Lost, stats.Malformed));
    }

    // TMC1-N4
    [Fact]
    public void A_new_run_loses_nothing_although_its_first_datagram_is_not_believed_alone()
    {
        using PipelineRig rig = new(feeds: 2);
        rig.Arrive(1, 2);
        rig.Arrive(PipelineRig.Data(1, epoch: 2), feed: 0);
        rig.Arrive(PipelineRig.Data(1, epoch: 2), feed: 1);
        rig.Arrive(PipelineRig.Control(PacketKind.Heartbeat, 2, epoch: 2), feed: 0);
        rig.Arrive(PipelineRig.Control(PacketKind.Heartbeat, 2, epoch: 2), feed: 1);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 3, 0), (stats.Restarts, stats.Unique, stats.Lost + stats.Pending));
        Assert.Equal([1L, 2, 1], rig.TakeAll().Select(m => m.Info.Sequence));
    }

    // TMC1-Q4
    [Fact]
    public void One_that_was_sent_again_begins_no_run()
    {
        using PipelineRig rig = new();
        byte[] again = PipelineRig.Data(5);
        Tmc1Header.SetRetransmit(again, isRetransmit: true);
        rig.Arrive(again);
        rig.Arrive(1000, 1001);
        rig.Pipeline.Finish();

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((2, 0, 1), (stats.Expected, stats.Lost, stats.ForeignEpoch));
    }
}
