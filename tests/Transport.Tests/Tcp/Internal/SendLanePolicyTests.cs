using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>What the lane does with the message that cannot be sent now. The queues hold three messages or six bytes.</summary>
public sealed class SendLanePolicyTests
{
    [Fact]
    public async Task Reject_leaves_the_message_with_the_caller()
    {
        using LaneRig rig = Lane(OverflowPolicy.Reject);

        Assert.Equal([SendStatus.Sent, SendStatus.NoCredit, SendStatus.NoCredit], rig.TryEach("1", "2", "3"));
        Assert.Equal(SendStatus.NoCredit, await rig.Send("4"));

        Assert.Equal(3, rig.Counters.Refused);
        rig.Grant(100, 100);
        Assert.Equal("1", rig.Text);
    }

    [Fact]
    public void Drop_newest_keeps_what_waits()
    {
        using LaneRig rig = Lane(OverflowPolicy.DropNewest);

        Assert.Equal(
            [SendStatus.Sent, SendStatus.Queued, SendStatus.Queued, SendStatus.Queued, SendStatus.Dropped, SendStatus.Dropped],
            rig.TryEach("1", "2", "3", "4", "5", "6"));
        Assert.Equal((2, 3), (rig.Counters.DroppedNewest, rig.Counters.Pending));
        rig.Grant(100, 100);

        Assert.Equal("1234", rig.Text);
    }

    [Fact]
    public void Drop_oldest_keeps_the_newest()
    {
        using LaneRig rig = Lane(OverflowPolicy.DropOldest);

        rig.TryEach("1", "2", "3", "4", "5", "6");
        Assert.Equal((2, 3), (rig.Counters.DroppedOldest, rig.Counters.Pending));
        rig.Grant(100, 100);

        Assert.Equal("1456", rig.Text);
    }

    [Fact]
    public void Drop_oldest_drops_as_many_as_the_bytes_need()
    {
        using LaneRig rig = Lane(OverflowPolicy.DropOldest);

        rig.TryEach("1", "22", "33", "44444");
        Assert.Equal((2, 5), (rig.Counters.DroppedOldest, rig.Counters.PendingBytes));
        rig.Grant(100, 100);

        Assert.Equal("144444", rig.Text);
    }

    [Fact]
    public void A_message_longer_than_the_whole_queue_is_too_large_for_it()
    {
        using LaneRig rig = Lane(OverflowPolicy.DropOldest);

        Assert.Equal([SendStatus.Sent, SendStatus.Queued, SendStatus.TooLarge], rig.TryEach("1", "2", "3333333"));

        Assert.Equal((1, 0), (rig.Counters.Refused, rig.Counters.DroppedOldest));
    }

    [Fact]
    public void Conflate_keeps_the_latest_of_each_key()
    {
        using LaneRig rig = Lane(OverflowPolicy.Conflate);
        rig.Try("0");

        Assert.Equal(SendStatus.Queued, rig.Try("a", key: 1));
        Assert.Equal(SendStatus.Queued, rig.Try("b", key: 2));
        Assert.Equal(SendStatus.Queued, rig.Try("A", key: 1));
        Assert.Equal((1, 2), (rig.Counters.Conflated, rig.Counters.Pending));
        rig.Grant(100, 100);

        Assert.Equal("0Ab", rig.Text);
    }

    [Fact]
    public void Conflate_drops_the_oldest_key_when_there_are_too_many()
    {
        using LaneRig rig = Lane(OverflowPolicy.Conflate);
        rig.Try("0");
        for (ulong key = 1; key <= 4; key++)
        {
            rig.Try($"{key}", key);
        }

        Assert.Equal((0, 1), (rig.Counters.Conflated, rig.Counters.DroppedOldest));
        rig.Grant(100, 100);

        Assert.Equal("0234", rig.Text);
    }

    [Fact]
    public void Disconnect_asks_for_it_when_the_queue_is_full()
    {
        using LaneRig rig = Lane(OverflowPolicy.Disconnect);

        Assert.Equal(
            [SendStatus.Sent, SendStatus.Queued, SendStatus.Queued, SendStatus.Queued],
            rig.TryEach("1", "2", "3", "4"));
        Assert.Equal(0, rig.SlowConsumers);
        Assert.Equal(SendStatus.Closed, rig.Try("5"));

        Assert.Equal((1, 1), (rig.SlowConsumers, rig.Counters.Refused));
    }

    [Theory]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Disconnect)]
    public void A_queue_is_sent_before_anything_newer(OverflowPolicy policy)
    {
        using LaneRig rig = new LaneRig(policy).Open(bytes: 1, messages: 9);
        rig.Try("1");
        rig.Try("22", key: 1);

        Assert.Equal(SendStatus.Queued, rig.Try("3", key: 2));
        rig.Grant(3, 9);
        Assert.Equal("122", rig.Text);
        Assert.Equal(SendStatus.Queued, rig.Try("4", key: 3));
        rig.Grant(5, 9);

        Assert.Equal("12234", rig.Text);
        Assert.Equal(0, rig.Counters.Pending);
    }

    [Theory]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Disconnect)]
    public void A_queue_waits_for_the_kernel_too(OverflowPolicy policy)
    {
        using LaneRig rig = new LaneRig(policy, capacity: 4).Open();
        rig.Box.Link.TakeOnly(0);

        Assert.Equal([SendStatus.Sent, SendStatus.Queued], rig.TryEach("1234", "5"));
        rig.Box.RunScheduled();
        rig.Box.Link.TakeMore(100);

        Assert.Equal("12345", rig.Text);
        Assert.Equal(2, rig.Counters.Sent);
    }

    [Theory]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Disconnect)]
    public async Task What_waits_in_a_queue_is_dropped_and_counted_when_the_connection_closes(OverflowPolicy policy)
    {
        using LaneRig rig = Lane(policy);
        rig.Try("1");
        rig.Try("2", key: 1);
        rig.Try("3", key: 2);
        Task drained = rig.Lane.DrainAsync();
        Assert.False(drained.IsCompleted);

        rig.Close();

        await drained.WithinAsync();
        Assert.Equal((1, 2, 0), (rig.Counters.Sent, rig.Counters.DroppedAtClose, rig.Counters.Pending));
        Assert.Equal(SendStatus.Closed, rig.Try("4"));
    }

    private static LaneRig Lane(OverflowPolicy policy) => new LaneRig(policy, queueMessages: 3, queueBytes: 6).Open(bytes: 1, messages: 9);
}
