using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>Where each missing packet was lost, as far as the kernel says what the socket dropped.</summary>
public sealed class LossPlaceTests
{
    [Fact]
    public void Says_where_each_gap_was_lost()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1));

        // Three missing, none dropped here; two of four; all of two; and five dropped of which only one was missing.
        rig.Arrive(PipelineRig.Data(5));
        rig.Arrive(PipelineRig.Data(10), drops: 2);
        rig.Arrive(PipelineRig.Data(13), drops: 4);
        rig.Arrive(PipelineRig.Data(15), drops: 9);
        rig.Arrive(PipelineRig.Data(16), drops: 9);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((10, 5, 5, 0, 9), (stats.Lost, stats.LostSocket, stats.LostUpstream, stats.LostUnattributed, stats.KernelDrops));
    }

    [Fact]
    public void Lets_a_duplicate_in_front_of_a_gap_not_take_its_drops_away()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1));
        rig.Arrive(PipelineRig.Data(1), drops: 1);
        rig.Arrive(PipelineRig.Data(3), drops: 1);
        rig.Arrive(PipelineRig.Data(4), drops: 1);

        // And drops of duplicates, behind which nothing is missing, explain no later gap.
        rig.Arrive(PipelineRig.Data(5), drops: 4);
        rig.Arrive(PipelineRig.Data(7), drops: 4);
        rig.Arrive(PipelineRig.Data(8), drops: 4);

        Assert.Equal((1, 1), (rig.Stats.LostSocket, rig.Stats.LostUpstream));
    }

    [Fact]
    public void Counts_drops_over_the_wrap_of_the_kernels_counter()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1), drops: 0x7FFF_FFFF);
        rig.Arrive(PipelineRig.Data(2), drops: 0xFFFF_FFFE);
        rig.Arrive(PipelineRig.Data(6), drops: 1);
        rig.Arrive(PipelineRig.Data(7));
        rig.Arrive(PipelineRig.Data(8));

        Assert.Equal((3, 0), (rig.Stats.LostSocket, rig.Stats.LostUpstream));
        Assert.Equal(0x1_0000_0001, rig.Stats.KernelDrops);
    }

    [Fact]
    public void Sees_drops_behind_the_last_datagram_when_the_kernel_is_asked()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1), drops: 3);
        rig.Pipeline.OnKernelDrops(7);
        Assert.Equal(7, rig.Stats.KernelDrops);

        // A datagram queued before the kernel was asked knows of fewer.
        rig.Arrive(PipelineRig.Data(3), drops: 4);
        rig.Arrive(PipelineRig.Data(4), drops: 4);

        Assert.Equal((7, 1), (rig.Stats.KernelDrops, rig.Stats.LostSocket));
    }

    [Fact]
    public void Leaves_open_where_it_was_when_the_kernel_counts_trains_or_two_sources()
    {
        using PipelineRig trains = new(reorder: 1, exactDrops: false);
        trains.Arrive(PipelineRig.Data(1));
        trains.Arrive(PipelineRig.Data(4));
        trains.Arrive(PipelineRig.Data(9), drops: 1);
        trains.Arrive(PipelineRig.Data(10), drops: 1);
        Assert.Equal((2, 0, 4), (trains.Stats.LostUpstream, trains.Stats.LostSocket, trains.Stats.LostUnattributed));

        using PipelineRig two = new(reorder: 1);
        two.Arrive(PipelineRig.Data(1, stream: 1));
        two.Arrive(PipelineRig.Data(1, stream: 2));
        two.Arrive(PipelineRig.Data(3, stream: 1), drops: 1);
        two.Arrive(PipelineRig.Data(4, stream: 1), drops: 1);
        Assert.Equal((0, 0, 1), (two.Stats.LostUpstream, two.Stats.LostSocket, two.Stats.LostUnattributed));
    }

    [Fact]
    public void Knows_the_place_again_when_the_other_source_has_ended()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1, stream: 1));
        rig.Arrive(PipelineRig.Control(PacketKind.End, 2, stream: 1));
        rig.Pass(TimeSpan.FromSeconds(0.3));
        rig.Arrive(PipelineRig.Data(1, stream: 2));
        rig.Arrive(PipelineRig.Data(3, stream: 2), drops: 1);
        rig.Arrive(PipelineRig.Data(4, stream: 2), drops: 1);

        Assert.Equal((1, 0), (rig.Stats.LostSocket, rig.Stats.LostUnattributed));
    }

    [Fact]
    public void Gives_upstream_back_first_when_a_lost_packet_comes_late()
    {
        using PipelineRig rig = new(reorder: 1);
        rig.Arrive(PipelineRig.Data(1));
        rig.Arrive(PipelineRig.Data(4), drops: 1);
        rig.Arrive(PipelineRig.Data(5), drops: 1);
        Assert.Equal((1, 1), (rig.Stats.LostSocket, rig.Stats.LostUpstream));

        rig.Arrive(PipelineRig.Data(2), drops: 1);

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 0, 1, 2), (stats.LostSocket, stats.LostUpstream, stats.Late, stats.DeclaredLost));
    }

    [Fact]
    public void Counts_what_was_lost_before_the_first_arrival_when_told_where_it_begins()
    {
        using PipelineRig rig = new(expectFrom: 1, reorder: 1);
        rig.Arrive(PipelineRig.Data(5), drops: 3);
        rig.Arrive(PipelineRig.Data(6), drops: 3);

        Assert.Equal((4, 3, 1), (rig.Stats.Lost, rig.Stats.LostSocket, rig.Stats.LostUpstream));
    }

    [Fact]
    public void Takes_no_drops_for_a_later_source_that_were_dropped_before_it()
    {
        using PipelineRig rig = new(expectFrom: 1, reorder: 1);
        rig.Arrive(PipelineRig.Data(1, stream: 1));
        rig.Arrive(PipelineRig.Data(7, stream: 1), drops: 5);
        rig.Arrive(PipelineRig.Control(PacketKind.End, 8, stream: 1), drops: 5);
        rig.Pass(TimeSpan.FromSeconds(0.3));
        rig.Arrive(PipelineRig.Data(3, stream: 2), drops: 5);
        rig.Arrive(PipelineRig.Data(4, stream: 2), drops: 5);

        Assert.Equal((7, 5, 2, 0), (rig.Stats.Lost, rig.Stats.LostSocket, rig.Stats.LostUpstream, rig.Stats.LostUnattributed));
    }

    [Fact]
    public void Counts_what_was_lost_of_a_new_run_before_its_first_arrival()
    {
        using PipelineRig rig = new(expectFrom: 1, reorder: 1);
        rig.Arrive(PipelineRig.Data(1));
        rig.Arrive(PipelineRig.Data(4, epoch: 2), drops: 2);
        rig.Arrive(PipelineRig.Data(5, epoch: 2), drops: 2);
        rig.Pipeline.Finish();

        MulticastStats stats = rig.AssertIdentities();
        Assert.Equal((1, 3, 2, 1), (stats.Restarts, stats.Lost, stats.LostSocket, stats.LostUpstream));
    }
}
