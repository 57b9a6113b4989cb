using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

public sealed class PublishSubscribeTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("tcp://127.0.0.1:*")]
    [InlineData("tcp://[::1]:*")]
    [InlineData("ipc://@sockets-test-{0}")]
    [InlineData("ipc:///tmp/sockets-test-{0}")]
    public async Task A_message_goes_from_publisher_to_subscriber(string endpoint)
    {
        ZmqPublisher publisher = _rig.Add(new ZmqPublisher(_rig.Options));
        string bound = publisher.Bind(string.Format(null, endpoint, Guid.NewGuid().ToString("N")));
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, bound, options: null, "");

        Assert.Equal(new PublishResult(1, 1, 0), publisher.Publish("hello"u8));
        Assert.Equal("hello", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task The_subscriber_may_bind_and_the_publisher_connect()
    {
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        subscriber.Subscribe("A");
        ZmqPublisher publisher = _rig.Add(new ZmqPublisher(_rig.Options));
        publisher.Connect(subscriber.Bind("tcp://127.0.0.1:*"));
        await publisher.WaitForSubscribersAsync(1, Bytes("A"), Token).WithinAsync();

        publisher.Publish("A1"u8);
        Assert.Equal("A1", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task Only_what_begins_with_a_topic_is_sent()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, endpoint, options: null, "A", "AB");

        Assert.Equal(default, publisher.Publish("B"u8));
        Assert.Equal(new PublishResult(1, 1, 0), publisher.Publish("ABC"u8));
        publisher.Publish("A"u8, "body"u8);
        Assert.Equal("ABC", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal("A|body", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal(1, publisher.GetStats().Unmatched);
        Assert.True(publisher.HasSubscribers("AX"u8));
        Assert.False(publisher.HasSubscribers("X"u8));
    }

    [Fact]
    public async Task A_topic_subscribed_to_twice_has_to_be_called_off_twice()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, endpoint, options: null, "A");
        subscriber.Subscribe("A");
        subscriber.Unsubscribe("A");
        subscriber.Subscribe("B");
        await publisher.WaitForSubscribersAsync(1, Bytes("B"), Token).WithinAsync();
        Assert.True(publisher.HasSubscribers("A"u8));

        subscriber.Unsubscribe("A");
        await Eventually.TrueAsync(() => !publisher.HasSubscribers("A"u8));
        Assert.True(publisher.HasSubscribers("B"u8));
    }

    [Fact]
    public async Task Parts_of_every_length_arrive_as_they_were_sent()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        ReadOnlyMemory<byte>[] parts =
            [.. new[] { 0, 1, 255, 256, 2048, 2049, 16_384, 70_000, 3_000_000, 0 }.Select(length => (ReadOnlyMemory<byte>)Numbered.Make(1, length, Math.Max(8, length)).AsMemory(0, length))];
        Assert.Equal(1, publisher.PublishFrames(parts).Queued);

        using ZmqMessage message = await subscriber.ReceiveAsync(Token).WithinAsync();
        Assert.Equal(parts.Length, message.FrameCount);
        for (int i = 0; i < parts.Length; i++)
        {
            Assert.True(message[i].SequenceEqual(parts[i].Span));
        }
    }

    [Fact]
    public async Task Every_subscriber_gets_every_message_in_order_while_others_come_and_go()
    {
        const int Count = 20_000;
        ZmqOptions options = _rig.Options with { SendHighWaterMark = Count, Overflow = OverflowPolicy.Wait };
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, options);
        ZmqSubscriber[] subscribers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _rig.SubscriberAsync(publisher, endpoint, options: null, "")));
        await publisher.WaitForSubscribersAsync(3, default, Token).WithinAsync();
        Task[] receiving = [.. subscribers.Select(subscriber => Task.Run(() => CheckAsync(subscriber, Count), Token))];
        for (int i = 0; i < Count; i++)
        {
            await publisher.PublishWaitingAsync(Numbered.Make(0, i, 8 + (i % 300)), Token).WithinAsync();
            if (i % 5000 == 2500)
            {
                await _rig.Add(new ZmqSubscriber(_rig.Options)).DisposeAsync();
            }
        }

        await Task.WhenAll(receiving).WithinAsync();
        Assert.Equal(0, publisher.GetStats().Traffic.DroppedNewest);
    }

    [Fact]
    public async Task Messages_of_eight_publishing_threads_are_never_torn_and_keep_their_order()
    {
        const int Threads = 8;
        const int Count = 3_000;
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { SendHighWaterMark = Threads * Count });
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        Task publishing = Together.RunAsync(Threads, thread =>
        {
            for (int i = 0; i < Count; i++)
            {
                byte[] part = Numbered.Make(thread, i, 8 + (i % 100));
                publisher.PublishFrames([part, part]);
            }
        });
        Numbered numbered = new(Threads);
        for (int i = 0; i < Threads * Count; i++)
        {
            using ZmqMessage message = await subscriber.ReceiveAsync(Token).WithinAsync();
            numbered.Check(message[0]);
            Assert.True(message[0].SequenceEqual(message[1]));
        }

        await publishing.WithinAsync();
    }

    [Fact]
    public async Task All_topics_are_back_after_the_publisher_came_back()
    {
        const int Topics = 10_000;
        ZmqPublisher first = _rig.Publisher(out string endpoint);
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(first, endpoint, options: null, [.. Enumerable.Range(0, Topics).Select(i => $"topic-{i}.")]);
        await first.DisposeAsync();

        ZmqPublisher second = _rig.Add(new ZmqPublisher(_rig.Options));
        second.Bind(endpoint);
        await Eventually.TrueAsync(() => second.GetPeers() is [{ Topics: Topics }]);
        second.Publish("topic-9999.x"u8);
        Assert.Equal("topic-9999.x", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal(2, subscriber.GetStats().Connects);
    }

    [Fact]
    public async Task A_cancelled_receive_loses_nothing()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<ZmqMessage> cancelled = subscriber.ReceiveAsync(cancel.Token).AsTask();
        Task<ZmqMessage> waiting = subscriber.ReceiveAsync(Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WithinAsync());

        publisher.Publish("kept"u8);
        Assert.Equal("kept", Text(await waiting.WithinAsync()));
    }

    [Fact]
    public async Task Whoever_waits_is_told_of_the_disposal()
    {
        ZmqPublisher publisher = _rig.Publisher(out _);
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        Task receiving = subscriber.ReceiveAsync(Token).AsTask();
        Task waiting = publisher.WaitForSubscribersAsync(1, default, Token).AsTask();
        await subscriber.DisposeAsync();
        await publisher.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving.WithinAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WithinAsync());
        Assert.Throws<ObjectDisposedException>(() => publisher.Publish("x"u8));
        Assert.Throws<ObjectDisposedException>(() => subscriber.Connect("tcp://127.0.0.1:1"));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("127.0.0.1:1", "expected tcp://host:port")]
    [InlineData("udp://127.0.0.1:1", "expected tcp://host:port")]
    [InlineData("tcp://127.0.0.1", "expected tcp://host:port")]
    [InlineData("tcp://*:1", "* stands for all addresses")]
    [InlineData("tcp://127.0.0.1:*", "'*' is not a port")]
    [InlineData("tcp://127.0.0.1:70000", "'70000' is not a port")]
    [InlineData("tcp://a b:1", "'a b' is neither an address nor a host's name")]
    [InlineData("ipc://", "the path must have 1 to 107 bytes")]
    public async Task What_is_no_endpoint_is_refused_in_words(string endpoint, string words)
    {
        await using ZmqPublisher publisher = new(_rig.Options);
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => publisher.Connect(endpoint));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    private static async Task CheckAsync(ZmqSubscriber subscriber, int count)
    {
        Numbered numbered = new(senders: 1);
        ZmqMessage[] batch = new ZmqMessage[50];
        while (numbered.Count < count)
        {
            int taken = await subscriber.ReceiveAsync(batch, Token).WithinAsync();
            foreach (ZmqMessage message in batch.AsSpan(0, taken))
            {
                numbered.Check(message.First);
                message.Dispose();
            }
        }
    }
}
