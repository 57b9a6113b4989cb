using Sockets.Transport.ZeroMq;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>What is known of a peer that has gone.</summary>
public sealed class DepartureTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task The_event_of_its_end_carries_what_was_exchanged_with_a_peer()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        ZmqSubscriber stays = await _rig.SubscriberAsync(publisher, endpoint, options: null, "A");
        ZmqSubscriber goes = await _rig.SubscriberAsync(publisher, endpoint, options: null, "A", "B");
        publisher.Publish("A"u8);
        publisher.Publish("B"u8);
        (await stays.ReceiveAsync(ZmqRig.Token)).Dispose();
        (await goes.ReceiveAsync(ZmqRig.Token)).Dispose();
        (await goes.ReceiveAsync(ZmqRig.Token)).Dispose();

        await goes.DisposeAsync();
        await _rig.HeardAsync(ZmqEventKind.Disconnected);
        await Support.Eventually.TrueAsync(() => publisher.GetPeers().Count == 1);
        await Support.Eventually.TrueAsync(() => _rig.Events.Count(one => one.Kind == ZmqEventKind.Disconnected) == 2);

        ZmqEvent[] ends = [.. _rig.Events.Where(one => one.Kind == ZmqEventKind.Disconnected)];
        Assert.All(ends, one => ZmqRig.AssertCloses(one.Traffic));
        Assert.Equal([(0L, 2L), (2L, 0L)], ends.Select(one => (one.Traffic.Offered, one.Traffic.Delivered)).Order());
    }

    [Theory]
    [InlineData(5, 1000)]
    [InlineData(1000, 5 * 12)]
    public async Task Nobody_is_let_in_while_too_much_of_those_who_have_gone_waits_unread(int messages, int bytes)
    {
        ZmqLimits limits = new() { MaxLeftMessages = messages, MaxLeftBytes = bytes };
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options with { Limits = limits }));
        string endpoint = pull.Bind("tcp://127.0.0.1:*");
        await LeaveAsync(pull, endpoint, count: 4, before: 0);
        await LeaveAsync(pull, endpoint, count: 1, before: 4);

        ZmqPush late = _rig.Add(new ZmqPush(_rig.Options));
        late.Connect(endpoint);
        await Support.Eventually.TrueAsync(() => _rig.Events.Any(one =>
            one.Kind == ZmqEventKind.Refused && one.Reason == CloseReason.LimitReached && one.Text.Contains("of peers that have gone", StringComparison.Ordinal)));
        Assert.Equal(0, pull.GetStats().Peers);

        (await pull.ReceiveAsync(ZmqRig.Token)).Dispose();
        await pull.WaitForPeersAsync(1, ZmqRig.Token);
        ZmqTraffic traffic = pull.GetStats().Traffic;
        Assert.Equal((5L, 1L, 4L), (traffic.Received, traffic.Delivered, traffic.Unread));
        ZmqRig.AssertCloses(traffic);
        await pull.DisposeAsync();
        Assert.Equal(4, pull.GetStats().Traffic.Discarded);
    }

    [Fact]
    public async Task A_peer_with_many_topics_gives_all_of_them_up_and_each_is_told()
    {
        const int Topics = 1000;
        ZmqXPublisher publisher = _rig.Add(new ZmqXPublisher(_rig.Options with { ReceiveHighWaterMark = 2 * Topics }));
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        for (int i = 0; i < Topics; i++)
        {
            subscriber.Subscribe($"{i:d4}");
        }

        subscriber.Connect(publisher.Bind("tcp://127.0.0.1:*"));
        await Support.Eventually.TrueAsync(() => publisher.GetPeers() is [{ Topics: Topics }]);
        await subscriber.DisposeAsync();
        for (int i = 0; i < 2 * Topics; i++)
        {
            using ZmqMessage told = await publisher.ReceiveAsync(ZmqRig.Token);
            Assert.Equal(i < Topics ? 1 : 0, told.First[0]);
        }

        await Support.Eventually.TrueAsync(() => publisher.GetStats().Peers == 0);
        Assert.False(publisher.HasSubscribers("0500"u8));
        Assert.False(publisher.TryReceive(out _));
    }

    /// <summary>A peer sends so many messages of 10 octets, 12 with their header, and leaves them unread.</summary>
    private async Task LeaveAsync(ZmqPull pull, string endpoint, int count, int before)
    {
        ZmqPush push = _rig.Add(new ZmqPush(_rig.Options with { Linger = TimeSpan.FromSeconds(30) }));
        push.Connect(endpoint);
        for (int i = 0; i < count; i++)
        {
            await push.SendAsync(new byte[10], ZmqRig.Token);
        }

        await push.DisposeAsync();
        await Support.Eventually.TrueAsync(() => pull.GetStats() is { Peers: 0 } stats && stats.Traffic.Unread == before + count);
    }

    [Fact]
    public async Task A_message_of_many_frames_waits_for_room_at_either_publisher()
    {
        ZmqOptions options = _rig.Options with { Overflow = OverflowPolicy.Wait, SendHighWaterMark = 1 };
        ZmqXPublisher publisher = _rig.Add(new ZmqXPublisher(options));
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options with { ReceiveHighWaterMark = 1 }));
        subscriber.Subscribe("");
        subscriber.Connect(publisher.Bind("tcp://127.0.0.1:*"));
        await publisher.WaitForSubscribersAsync(1, default, ZmqRig.Token);
        ReadOnlyMemory<byte>[] frames = ["a"u8.ToArray(), default, new byte[100_000]];

        Task publishing = Task.Run(
            async () =>
            {
                for (int i = 0; i < 200; i++)
                {
                    Assert.Equal(new PublishResult(1, 1, 0), await publisher.PublishFramesWaitingAsync(frames, ZmqRig.Token));
                }
            },
            ZmqRig.Token);
        for (int i = 0; i < 200; i++)
        {
            using ZmqMessage message = await subscriber.ReceiveAsync(ZmqRig.Token);
            Assert.Equal(3, message.FrameCount);
        }

        await publishing;
        Assert.True(publisher.TryReceive(out ZmqMessage subscription));
        subscription.Dispose();
    }
}
