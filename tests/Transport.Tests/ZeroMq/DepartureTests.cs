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
