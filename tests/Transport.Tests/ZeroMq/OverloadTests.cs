using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>A subscriber that reads nothing: what is done with its messages is said, counted, and nobody else's concern.</summary>
public sealed class OverloadTests : IAsyncDisposable
{
    private const int HighWaterMark = 10;

    private readonly ZmqRig _rig = new();
    private readonly byte[] _message = new byte[4000];

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task DropNewest_keeps_exactly_what_may_wait_and_counts_the_rest()
    {
        ZmqPublisher publisher = Publisher(OverflowPolicy.DropNewest, out string endpoint);
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        await FillAsync(publisher);
        long dropped = publisher.GetStats().Traffic.DroppedNewest;
        PublishResult result = publisher.Publish(_message.AsSpan());
        Assert.Equal(new PublishResult(1, 0, 1), result);

        ZmqTraffic traffic = publisher.GetPeers()[0].Traffic;
        Assert.Equal(HighWaterMark, traffic.Pending);
        Assert.Equal(HighWaterMark, traffic.PendingHighest);
        Assert.Equal(dropped + 1, traffic.DroppedNewest);
        AssertCloses(traffic);
    }

    [Fact]
    public async Task Room_is_used_again_as_soon_as_there_is_some()
    {
        ZmqPublisher publisher = Publisher(OverflowPolicy.DropNewest, out string endpoint);
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        await FillAsync(publisher);
        await Eventually.TrueAsync(() =>
        {
            peer.Swallow();
            return publisher.Publish(_message.AsSpan()).Queued == 1;
        });
        AssertCloses(publisher.GetPeers()[0].Traffic);
    }

    [Fact]
    public async Task Subscriptions_are_heard_and_told_while_the_queue_is_full()
    {
        ZmqPublisher publisher = Publisher(OverflowPolicy.DropNewest, out string endpoint);
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        await FillAsync(publisher);
        await peer.SendAsync("04 0b 09 535542534352494245 41");
        await Eventually.TrueAsync(() => publisher.GetPeers() is [{ Topics: 2 }]);
    }

    [Fact]
    public async Task DropOldest_keeps_the_latest()
    {
        ZmqPublisher publisher = Publisher(OverflowPolicy.DropOldest, out string endpoint);
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        FillLine(publisher);
        Assert.Equal(new PublishResult(1, 1, 0), publisher.Publish("latest"u8));

        ZmqTraffic traffic = publisher.GetPeers()[0].Traffic;
        Assert.True(traffic.DroppedOldest > 0);
        Assert.Equal(0, traffic.DroppedNewest);
        AssertCloses(traffic);
    }

    [Fact]
    public async Task Conflate_keeps_the_latest_of_each_topic()
    {
        ZmqPublisher publisher = Publisher(OverflowPolicy.Conflate, out string endpoint);
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        for (int i = 0; publisher.GetPeers()[0].Traffic.Conflated == 0; i++)
        {
            Assert.True(i < 1_000_000);
            publisher.Publish("A"u8, _message);
            publisher.Publish("B"u8, _message);
        }

        ZmqTraffic before = publisher.GetPeers()[0].Traffic;
        publisher.Publish("A"u8, "new"u8);
        publisher.Publish("B"u8, "new"u8);
        publisher.Publish("C"u8, "new"u8);
        ZmqTraffic after = publisher.GetPeers()[0].Traffic;
        Assert.Equal(before.Conflated + 2, after.Conflated);
        Assert.Equal(before.Pending + 1, after.Pending);
        AssertCloses(after);
    }

    [Fact]
    public async Task Wait_holds_the_publisher_until_there_is_room()
    {
        ZmqPublisher publisher = Publisher(OverflowPolicy.Wait, out string endpoint);
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        Task<PublishResult> waiting;
        do
        {
            waiting = publisher.PublishWaitingAsync(_message, Token).AsTask();
        }
        while (waiting.IsCompleted);
        Assert.Equal(0, publisher.GetStats().Traffic.DroppedNewest);
        await Eventually.TrueAsync(() =>
        {
            peer.Swallow();
            return waiting.IsCompleted;
        });
        Assert.Equal(new PublishResult(1, 1, 0), await waiting);
    }

    [Fact]
    public async Task Waiting_can_be_given_up_and_ends_with_the_peer()
    {
        ZmqPublisher publisher = Publisher(OverflowPolicy.Wait, out string endpoint);
        ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        await FillAsync(publisher);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<PublishResult> waiting;
        do
        {
            waiting = publisher.PublishWaitingAsync(_message, cancel.Token).AsTask();
        }
        while (waiting.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithinAsync());

        await FillAsync(publisher);
        waiting = publisher.PublishWaitingAsync(_message, Token).AsTask();
        peer.Dispose();
        Assert.Equal(default, await waiting.WithinAsync());
    }

    [Fact]
    public async Task Disconnect_ends_the_connection_and_says_why()
    {
        ZmqPublisher publisher = Publisher(OverflowPolicy.Disconnect, out string endpoint);
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        await FillAsync(publisher);
        ZmqEvent ended = await _rig.HeardAsync(ZmqEventKind.Disconnected);
        Assert.Equal(CloseReason.SlowConsumer, ended.Reason);
        Assert.Contains("10 messages", ended.Text, StringComparison.Ordinal);
        Assert.Equal(default, publisher.Publish(_message));
        AssertCloses(publisher.GetStats().Traffic);
    }

    [Fact]
    public async Task A_multi_part_message_is_dropped_whole()
    {
        ZmqPublisher publisher = Publisher(OverflowPolicy.DropNewest, out string endpoint);
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        int queued = 0;
        while (publisher.PublishFrames([_message, _message]).Queued == 1)
        {
            queued++;
        }

        byte[] received = await peer.ReadAsync(queued * 2 * (9 + _message.Length));
        for (int i = 0; i < queued; i++)
        {
            Assert.Equal(3, received[i * 2 * 4009]);
            Assert.Equal(2, received[((i * 2) + 1) * 4009]);
        }
    }

    [Fact]
    public async Task Bytes_bound_the_queue_too()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { SendHighWaterMarkBytes = 50_000 });
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        await FillAsync(publisher);
        Assert.InRange(publisher.GetPeers()[0].Traffic.PendingBytes, 1, 50_000);
    }

    [Fact]
    public async Task An_unread_subscriber_holds_its_publisher_back_and_loses_nothing()
    {
        const int Count = 3_000;
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { Overflow = OverflowPolicy.Wait });
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(
            publisher, endpoint, _rig.Options with { ReceiveHighWaterMark = HighWaterMark }, "");
        Task publishing = Task.Run(PublishAsync, Token);
        await Eventually.TrueAsync(() => subscriber.GetStats().Traffic.Unread == HighWaterMark);
        Numbered numbered = new(senders: 1);
        for (int i = 0; i < Count; i++)
        {
            using ZmqMessage message = await subscriber.ReceiveAsync(Token).WithinAsync();
            numbered.Check(message.First);
            Assert.InRange(subscriber.GetStats().Traffic.Unread, 0, HighWaterMark);
        }

        await publishing.WithinAsync();

        async Task PublishAsync()
        {
            for (int i = 0; i < Count; i++)
            {
                await publisher.PublishWaitingAsync(Numbered.Make(0, i, 3000), Token);
            }
        }
    }

    [Fact]
    public async Task Disposal_ends_within_its_linger_although_a_peer_takes_nothing()
    {
        ManualTime time = new();
        ZmqPublisher publisher = _rig.Publisher(
            out string endpoint, _rig.Options with { Linger = TimeSpan.FromSeconds(5), TimeProvider = time, SendHighWaterMark = HighWaterMark });
        using ZmtpPeer peer = await StoppedSubscriberAsync(publisher, endpoint);
        await FillAsync(publisher);
        int timers = time.ArmedTimers;
        Task disposing = publisher.DisposeAsync().AsTask();
        await time.WhenArmedAsync(timers + 1).WithinAsync();
        Assert.False(disposing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        await disposing.WithinAsync();
        Assert.Equal(HighWaterMark, publisher.GetStats().Traffic.DroppedAtClose);
    }

    [Fact]
    public async Task Disposal_lets_what_was_published_leave()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { Linger = TimeSpan.FromSeconds(30) });
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        for (int i = 0; i < 1000; i++)
        {
            publisher.Publish(Numbered.Make(0, i));
        }

        await publisher.DisposeAsync().WithinAsync();
        Numbered numbered = new(senders: 1);
        for (int i = 0; i < 1000; i++)
        {
            using ZmqMessage message = await subscriber.ReceiveAsync(Token).WithinAsync();
            numbered.Check(message.First);
        }
    }

    private ZmqPublisher Publisher(OverflowPolicy overflow, out string endpoint) =>
        _rig.Publisher(out endpoint, _rig.Options with { Overflow = overflow, SendHighWaterMark = HighWaterMark });

    /// <summary>A peer that subscribes to everything and reads nothing more.</summary>
    private static async Task<ZmtpPeer> StoppedSubscriberAsync(ZmqPublisher publisher, string endpoint)
    {
        ZmtpPeer peer = await ZmtpPeer.ReadyAsync(endpoint);
        await peer.SendAsync("04 0a 09 535542534352494245");
        await publisher.WaitForSubscribersAsync(1, default, Token).WithinAsync();
        return peer;
    }

    /// <summary>Publishes until as much waits as may, and the kernel takes nothing more.</summary>
    private async Task FillAsync(ZmqPublisher publisher)
    {
        const int Calm = 20;
        int calm = 0;
        long sent = -1;
        await Eventually.TrueAsync(() =>
        {
            while (publisher.Publish(_message.AsSpan()).Queued > 0)
            {
            }

            ZmqTraffic traffic = publisher.GetStats().Traffic;
            calm = traffic.Sent == sent ? calm + 1 : 0;
            sent = traffic.Sent;
            return calm == Calm;
        });
    }

    private void FillLine(ZmqPublisher publisher)
    {
        for (int i = 0; publisher.GetPeers()[0].Traffic.DroppedOldest == 0; i++)
        {
            Assert.True(i < 1_000_000);
            publisher.Publish(_message);
        }
    }
}
