using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.ZeroMq.Wire;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>What stands between publishers and subscribers goes on whatever one of them does, and loses nothing it was not asked to.</summary>
public sealed class ForwarderTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_message_that_is_too_long_to_be_passed_on_is_counted_and_the_next_one_passes()
    {
        ZmqXSubscriber front = _rig.Add(new ZmqXSubscriber(_rig.Options));
        ZmqXPublisher back = _rig.Add(new ZmqXPublisher(_rig.Options with { Limits = new ZmqLimits { MaxMessageLength = 1000 } }));
        Task forwarding = ZmqForwarder.RunAsync(front, back, capture: null, Token);
        (ZmqPublisher publisher, ZmqSubscriber subscriber) = await BetweenAsync(front, back);

        publisher.Publish(new byte[2000]);
        publisher.Publish("after"u8);

        Assert.Equal("after", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal((0L, 1L), (front.GetStats().TooLong, back.GetStats().TooLong));
        await back.DisposeAsync().WithinAsync();
        await forwarding.WithinAsync();
    }

    [Fact]
    public async Task What_one_publisher_sends_and_may_not_ends_its_connection_and_not_the_forwarder()
    {
        // ZMTP-F6: 992 bytes with 9 of a header are one more than a message may have.
        ZmqOptions options = _rig.Options with { Limits = new ZmqLimits { MaxMessageLength = 1000 } };
        ZmqXSubscriber front = _rig.Add(new ZmqXSubscriber(options));
        ZmqXPublisher back = _rig.Add(new ZmqXPublisher(options));
        Task forwarding = ZmqForwarder.RunAsync(front, back, capture: null, Token);
        (ZmqPublisher publisher, ZmqSubscriber subscriber) = await BetweenAsync(front, back);
        using ZmtpPeer other = await ZmtpPeer.ConnectAsync(front.Bind("tcp://127.0.0.1:*"));

        await other.SendAsync(EngineRig.Greeting31 + EngineRig.ReadyPub + "02 00000000000003e0" + string.Concat(Enumerable.Repeat("61", 992)));

        Assert.Equal(CloseReason.FrameTooLarge, (await _rig.HeardAsync(ZmqEventKind.Disconnected)).Reason);
        publisher.Publish("after"u8);
        Assert.Equal("after", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
        Assert.False(forwarding.IsCompleted);
        await front.DisposeAsync().WithinAsync();
        await forwarding.WithinAsync();
    }

    [Fact]
    public async Task It_ends_when_its_capture_is_disposed_and_gives_back_what_it_had_received()
    {
        ZmqXSubscriber front = _rig.Add(new ZmqXSubscriber(_rig.Options));
        ZmqXPublisher back = _rig.Add(new ZmqXPublisher(_rig.Options));
        ZmqPublisher capture = _rig.Publisher(out _);
        (ZmqPublisher publisher, _) = await BetweenAsync(front, back, forwards: false);
        front.Subscribe([]);
        await publisher.WaitForSubscribersAsync(1, default, Token).WithinAsync();
        for (int i = 0; i < 50; i++)
        {
            publisher.Publish(Numbered.Make(0, i, 100));
        }

        await Eventually.TrueAsync(() => front.GetStats().Traffic.Unread == 50);
        await capture.DisposeAsync().WithinAsync();

        await ZmqForwarder.RunAsync(front, back, capture, Token).WithinAsync();
    }

    [Fact]
    public async Task Under_Wait_the_slowest_subscriber_sets_the_pace_and_nothing_is_lost()
    {
        const int Count = 2_000;
        ZmqOptions waiting = _rig.Options with { Overflow = OverflowPolicy.Wait, SendHighWaterMark = 2, ReceiveHighWaterMark = 2 };
        ZmqXSubscriber front = _rig.Add(new ZmqXSubscriber(waiting));
        ZmqXPublisher back = _rig.Add(new ZmqXPublisher(waiting));
        Task forwarding = ZmqForwarder.RunAsync(front, back, capture: null, Token);
        (ZmqPublisher publisher, ZmqSubscriber subscriber) = await BetweenAsync(front, back, waiting);

        Task publishing = Task.Run(
            async () =>
            {
                for (int i = 0; i < Count; i++)
                {
                    await publisher.PublishWaitingAsync(Numbered.Make(0, i, 5000), Token);
                }
            },
            Token);
        Numbered numbered = new(senders: 1);
        while (numbered.Count < Count)
        {
            using ZmqMessage message = await subscriber.ReceiveAsync(Token).WithinAsync();
            numbered.Check(message.First);
        }

        await publishing.WithinAsync();
        Assert.Equal(0, back.GetStats().Traffic.DroppedNewest);
        await back.DisposeAsync().WithinAsync();
        await forwarding.WithinAsync();
    }

    [Fact]
    public async Task A_topic_that_one_gave_up_and_another_wants_stays_subscribed_to()
    {
        const string SubscribeZ = "04 0b 09 535542534352494245 5a";
        ZmqXSubscriber front = _rig.Add(new ZmqXSubscriber(_rig.Options));
        ZmqXPublisher back = _rig.Add(new ZmqXPublisher(_rig.Options));
        ZmqPublisher publisher = _rig.Add(new ZmqPublisher(_rig.Options));
        publisher.Connect(front.Bind("tcp://127.0.0.1:*"));
        await front.WaitForPeersAsync(1, Token).WithinAsync();
        string endpoint = back.Bind("tcp://127.0.0.1:*");
        using ZmtpPeer one = await XPublisherTests.GiveUpBehindOthersAsync(back, endpoint);
        using ZmtpPeer other = await XPublisherTests.WantAsync(back, endpoint);
        await other.SendAsync(SubscribeZ);
        await Eventually.TrueAsync(() => back.HasSubscribers("Z"u8));

        Task forwarding = ZmqForwarder.RunAsync(front, back, capture: null, Token);

        await publisher.WaitForSubscribersAsync(1, Bytes("Z"), Token).WithinAsync();
        await Eventually.TrueAsync(() => publisher.HasSubscribers("x9"u8));
        Assert.True(publisher.HasSubscribers("T"u8));
        await back.DisposeAsync().WithinAsync();
        await forwarding.WithinAsync();
    }

    /// <summary>A publisher in front and a subscriber behind, which the publisher knows of.</summary>
    private async Task<(ZmqPublisher Publisher, ZmqSubscriber Subscriber)> BetweenAsync(
        ZmqXSubscriber front, ZmqXPublisher back, ZmqOptions? options = null, bool forwards = true)
    {
        ZmqPublisher publisher = _rig.Add(new ZmqPublisher(options ?? _rig.Options));
        publisher.Connect(front.Bind("tcp://127.0.0.1:*"));
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(options ?? _rig.Options));
        subscriber.Subscribe("");
        subscriber.Connect(back.Bind("tcp://127.0.0.1:*"));
        await back.WaitForPeersAsync(1, Token).WithinAsync();
        if (forwards)
        {
            await publisher.WaitForSubscribersAsync(1, default, Token).WithinAsync();
        }

        return (publisher, subscriber);
    }
}
