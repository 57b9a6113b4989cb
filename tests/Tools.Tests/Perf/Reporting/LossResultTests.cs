using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Streams;

namespace Sockets.Tools.Tests.Perf.Reporting;

/// <summary>Both sides' counters, merged: every packet that was sent is somewhere, once.</summary>
public sealed class LossResultTests
{
    private static readonly LossFigures s_whole = new()
    {
        Expected = 100,
        Unique = 90,
        Lost = 10,
        LostSocket = 4,
        LostUpstream = 5,
        LostUnattributed = 1,
        Delivered = 88,
        Dropped = 2,
        Bursts = 3,
        LongestBurst = 6,
        BurstLengths = [1, 1, 0, 1],
        ReorderExtent = 7,
    };

    [Fact]
    public void Every_lost_packet_has_one_place()
    {
        LossResult loss = LossResult.Of(sent: 100, [s_whole], oneWay: null);

        Assert.Empty(loss.Faults);
        Assert.Equal((100, 88, 12, 0.12), (loss.Sent, loss.Delivered, loss.Lost, loss.Ratio));
        Assert.Equal((4, 2, 5, 1), (loss.LostInSocket, loss.LostInApplication, loss.LostInNetwork, loss.LostUnattributed));
    }

    [Fact]
    public void What_the_receiver_never_heard_of_is_lost_where_nobody_can_say()
    {
        LossResult loss = LossResult.Of(sent: 130, [s_whole], oneWay: null);

        Assert.Empty(loss.Faults);
        Assert.Equal((42, 31), (loss.Lost, loss.LostUnattributed));
    }

    [Fact]
    public void A_side_that_only_listens_knows_what_was_announced()
    {
        LossResult loss = LossResult.Of(sent: null, [s_whole], oneWay: null);

        Assert.Equal((100, 12), (loss.Sent, loss.Lost));
    }

    [Fact]
    public void Streams_are_added_and_the_worst_of_each_stays()
    {
        LossResult loss = LossResult.Of(sent: 200, [s_whole, s_whole with { LongestBurst = 2, BurstLengths = [5], ReorderExtent = 9 }], oneWay: null);

        Assert.Empty(loss.Faults);
        Assert.Equal((24, 6, 6, 9), (loss.Lost, loss.Bursts, loss.LongestBurst, loss.ReorderExtent));
        Assert.Equal([6, 1, 0, 1], loss.BurstLengths);
    }

    [Fact]
    public void Counters_that_leave_something_are_a_fault()
    {
        Assert.NotEmpty(LossResult.Of(sent: 100, [s_whole with { Delivered = 87 }], oneWay: null).Faults);
        Assert.NotEmpty(LossResult.Of(sent: 99, [s_whole], oneWay: null).Faults);
    }

    [Fact]
    public void Nothing_sent_is_no_ratio() => Assert.Null(LossResult.Of(sent: 0, [new LossFigures()], oneWay: null).Ratio);
}
