using Sockets.Tools.Perf.Ends;
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
        LossResult loss = LossResult.Of(sent: 100, dropped: null, [s_whole], oneWay: null);

        Assert.Empty(loss.Faults);
        Assert.Equal((100, 88, 12, 0.12), (loss.Sent, loss.Delivered, loss.Lost, loss.Ratio));
        Assert.Equal((4, 2, 5, 1), (loss.LostInSocket, loss.LostInApplication, loss.LostInNetwork, loss.LostUnattributed));
    }

    [Fact]
    public void What_the_receiver_never_heard_of_is_lost_where_nobody_can_say()
    {
        LossResult loss = LossResult.Of(sent: 130, dropped: null, [s_whole], oneWay: null);

        Assert.Empty(loss.Faults);
        Assert.Equal((42, 31), (loss.Lost, loss.LostUnattributed));
    }

    [Fact]
    public void A_side_that_only_listens_knows_what_was_announced()
    {
        LossResult loss = LossResult.Of(sent: null, dropped: null, [s_whole], oneWay: null);

        Assert.Equal((100, 12), (loss.Sent, loss.Lost));
    }

    [Fact]
    public void Streams_are_added_and_the_worst_of_each_stays()
    {
        LossResult loss = LossResult.Of(sent: 200, dropped: null, [s_whole with { MeanJitterNs = 300 }, s_whole with { LongestBurst = 2, BurstLengths = [5], ReorderExtent = 9, MeanJitterNs = 400 }], oneWay: null);

        Assert.Empty(loss.Faults);
        Assert.Equal((24, 6, 6, 9), (loss.Lost, loss.Bursts, loss.LongestBurst, loss.ReorderExtent));
        Assert.Equal([6, 1, 0, 1], loss.BurstLengths);
        Assert.Equal((400, null), (loss.MeanJitterNs, loss.JitterNs));
    }

    [Fact]
    public void Counters_that_leave_something_are_a_fault()
    {
        Assert.NotEmpty(LossResult.Of(sent: 100, dropped: null, [s_whole with { Delivered = 87 }], oneWay: null).Faults);
        Assert.NotEmpty(LossResult.Of(sent: 99, dropped: null, [s_whole], oneWay: null).Faults);
    }

    [Fact]
    public void What_a_publisher_dropped_is_what_its_subscriber_misses()
    {
        LossFigures gaps = new() { Expected = 100, Unique = 60, Delivered = 60, Lost = 40, LostAtSender = 40 };
        LossResult loss = LossResult.Of(sent: 100, new QueueDrops(Newest: 30, Oldest: 10, AtClose: 0), [gaps], oneWay: null);

        Assert.Empty(loss.Faults);
        Assert.Equal((40, 40, 0), (loss.Lost, loss.LostAtSender, loss.LostUnattributed));
        Assert.Equal(
            "the sender dropped 39, and 40 are missing at the receiver",
            Assert.Single(LossResult.Of(sent: 100, new QueueDrops(39, 0, 0), [gaps], oneWay: null).Faults));
    }

    [Fact]
    public void Of_a_stream_that_broke_off_nobody_knows_where_the_rest_is()
    {
        LossFigures gaps = new() { Expected = 70, Unique = 60, Delivered = 60, Lost = 10, LostAtSender = 10 };
        LossResult loss = LossResult.Of(sent: 100, new QueueDrops(Newest: 10, Oldest: 0, AtClose: 20), [gaps], oneWay: null);

        Assert.Empty(loss.Faults);
        Assert.Equal((40, 10, 30), (loss.Lost, loss.LostAtSender, loss.LostUnattributed));
    }

    [Fact]
    public void Nothing_sent_is_no_ratio() => Assert.Null(LossResult.Of(sent: 0, dropped: null, [new LossFigures()], oneWay: null).Ratio);
}
