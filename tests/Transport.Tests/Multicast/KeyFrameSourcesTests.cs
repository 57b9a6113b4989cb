using Sockets.Transport.Multicast;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>Frames whose end nothing marks, when their source goes away.</summary>
public sealed class KeyFrameSourcesTests
{
    private static readonly MulticastQueueOptions s_queue = new() { Overflow = OverflowPolicy.KeyFrameAware, Messages = 2, PayloadBytes = 10_000 };

    [Fact]
    public void The_last_frame_of_a_source_that_falls_silent_is_handed_over()
    {
        using PipelineRig rig = new(s_queue, MulticastWire.Rtp);
        rig.Arrive(PipelineRig.Rtp(1));
        rig.Arrive(PipelineRig.Rtp(2));
        Assert.Null(rig.Take());

        rig.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(2, rig.TakeAll().Count);
        rig.AssertIdentities();
    }

    [Fact]
    public void A_source_that_went_away_keeps_no_room_from_the_others()
    {
        using PipelineRig rig = new(s_queue, MulticastWire.Rtp);
        rig.Arrive(PipelineRig.Rtp(1, source: 1));
        rig.Arrive(PipelineRig.Rtp(2, source: 1));
        rig.Pass(TimeSpan.FromSeconds(1));
        rig.TakeAll();
        rig.Arrive(PipelineRig.Rtp(1, source: 2));
        rig.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(2, Assert.Single(rig.TakeAll()).Info.Source.Stream);
    }

    [Fact]
    public void The_last_frame_of_a_run_is_handed_over_when_the_next_one_begins()
    {
        using PipelineRig rig = new(s_queue with { Messages = 10 }, MulticastWire.Rtp);
        rig.Arrive(PipelineRig.Rtp(30_000));
        rig.Arrive(PipelineRig.Rtp(10));
        rig.Arrive(PipelineRig.Rtp(11));

        Assert.Equal(30_000, Assert.Single(rig.TakeAll()).Info.Sequence & 0xFFFF);
        Assert.Equal(1, rig.AssertIdentities().Restarts);
    }
}
