using Sockets.Interop.Tests.Support;
using Sockets.Interop.Tests.Tcp;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>
/// libzmq in another process where not everything goes well: what is long, what does not fit, who is stopped, killed or comes back.
/// Every pair of socket types is in <see cref="LibzmqMatrixTests"/>.
/// </summary>
public sealed class LibzmqTests : IAsyncDisposable
{
    private const int Topics = 10_000;

    private readonly LibzmqStage _stage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData(Listener.Ours, Way.Tcp)]
    [InlineData(Listener.Peer, Way.Tcp)]
    [InlineData(Listener.Ours, Way.Ipc)]
    public async Task A_message_of_64_MiB_goes_both_ways(Listener listener, Way way)
    {
        const int Length = 64 * 1024 * 1024;
        ZmqPair pair = _stage.Add(new ZmqPair(_stage.Options() with { Limits = new ZmqLimits { MaxMessageLength = Length + 9 } }));
        Running peer = await _stage.MeetAsync(pair, "PAIR", "echo", 1, listener, way, Mechanism.Null);
        byte[] sent = new byte[Length];
        new Random(Seed.Take()).NextBytes(sent);
        await pair.SendAsync(sent, Token);
        using ZmqMessage back = await LibzmqStage.ReceiveAsync(pair);
        Assert.True(back.First.SequenceEqual(sent));
        await peer.FinishAsync();
    }

    [Theory]
    [InlineData("PUB", Mechanism.PlainServer, Listener.Ours, "")]
    [InlineData("PUB", Mechanism.CurveServer, Listener.Ours, "")]
    [InlineData("PUB", Mechanism.PlainClient, Listener.Peer, "")]
    [InlineData("PUSH", Mechanism.Null, Listener.Ours, "PUSH")]
    [InlineData("PUSH", Mechanism.Null, Listener.Peer, "PUSH")]
    public async Task Another_mechanism_or_type_is_told_by_an_event(string theirs, Mechanism mechanism, Listener listener, string words)
    {
        ZmqSubscriber subscriber = _stage.Add(new ZmqSubscriber(_stage.Options()));
        await _stage.MeetAsync(subscriber, theirs, "send", 1, listener, Way.Tcp, mechanism, "stay=1");

        // libzmq closes before it has said which mechanism is its own.
        await _stage.HeardAsync(one => one.Kind == ZmqEventKind.HandshakeFailed && one.Text.Contains(words, StringComparison.Ordinal));
        Assert.Equal(0, subscriber.GetStats().Connects);
    }

    [Theory]
    [InlineData("3.0")]
    [InlineData("3.1")]
    public async Task A_subscriber_is_understood_in_either_form(string version)
    {
        ZmqPublisher publisher = _stage.Add(new ZmqPublisher(_stage.Options()));
        string endpoint = publisher.Bind(_stage.Place(Way.Tcp));
        await using OldVersion? between = version == "3.0" ? new OldVersion(endpoint) : null;
        Running peer = await _stage.PeerAsync("SUB", "connect", between?.Endpoint ?? endpoint, "receive", 1, "topic=AB");
        await publisher.WaitForSubscribersAsync(1, "AB"u8.ToArray(), Token).AsTask().WaitAsync(LibzmqStage.Limit, Token);
        Assert.Equal(default, publisher.Publish("AA"u8));
        Assert.Equal(new PublishResult(1, 1, 0), publisher.Publish("ABC"u8));
        await peer.FinishAsync();
    }

    [Theory]
    [InlineData("3.0")]
    [InlineData("3.1")]
    public async Task A_publisher_understands_us_in_either_form(string version)
    {
        Running peer = await _stage.PeerAsync("PUB", "bind", _stage.Place(Way.Tcp), "send", 1);
        string endpoint = await peer.ListeningAsync();
        await using OldVersion? between = version == "3.0" ? new OldVersion(endpoint) : null;
        ZmqSubscriber subscriber = _stage.Add(new ZmqSubscriber(_stage.Options()));
        subscriber.Subscribe("sync");
        subscriber.Connect(between?.Endpoint ?? endpoint);
        using ZmqMessage message = await LibzmqStage.ReceiveAsync(subscriber);
        Assert.True(message.First.SequenceEqual("sync"u8));
        await peer.WriteAsync("go\n"u8.ToArray());
        await peer.FinishAsync();
    }

    [Fact]
    public async Task A_peer_with_heartbeats_is_answered_and_one_that_stops_is_noticed()
    {
        ZmqPublisher publisher = _stage.Add(new ZmqPublisher(_stage.Options() with
        {
            Heartbeat = new ZmqHeartbeat { Interval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromSeconds(3) },
        }));
        Running peer = await _stage.MeetAsync(publisher, "SUB", "receive", 1, Listener.Ours, Way.Tcp, Mechanism.Null, "heartbeat=100");
        await publisher.WaitForSubscribersAsync(1, default, Token).AsTask().WaitAsync(LibzmqStage.Limit, Token);
        long before = publisher.GetStats().Traffic.WireBytesReceived;

        // PING takes 9 octets and PONG 7: both have asked and answered several times.
        await Until.HoldsAsync(() => publisher.GetStats().Traffic.WireBytesReceived > before + 100);
        Assert.Equal(1, publisher.GetStats().Connects);
        peer.Signal(Signal.Stop);
        await _stage.HeardAsync(static one => one.Reason == CloseReason.PeerSilent);
        peer.Signal(Signal.Continue);
    }

    [Fact]
    public async Task A_killed_publisher_that_comes_back_is_told_all_topics_again()
    {
        ZmqSubscriber subscriber = _stage.Add(new ZmqSubscriber(_stage.Options()));
        for (int i = 0; i < Topics; i++)
        {
            subscriber.Subscribe($"topic-{i}.");
        }

        string endpoint = _stage.Place(Way.Ipc);
        subscriber.Connect(endpoint);
        for (int life = 0; life < 2; life++)
        {
            // XPUB says each topic once, however often it is told.
            Running peer = await _stage.PeerAsync("XPUB", "bind", endpoint, "receive", Topics, "stay=1");
            await peer.SaysAsync($"received {Topics}");
            peer.Signal(Signal.Kill);
            await Until.HoldsAsync(() => _stage.Events.Count(static one => one.Kind == ZmqEventKind.Disconnected) > life);
        }
    }

    [Fact]
    public async Task A_publisher_of_ours_that_comes_back_hears_all_topics_of_a_libzmq_subscriber()
    {
        string endpoint = _stage.Place(Way.Ipc);
        Running? peer = null;
        for (int life = 0; life < 2; life++)
        {
            await using ZmqPublisher publisher = new(_stage.Options());
            publisher.Bind(endpoint);
            peer ??= await _stage.PeerAsync("SUB", "connect", endpoint, "receive", 1, $"topics={Topics}");
            await Until.HoldsAsync(() => publisher.GetPeers() is [{ Topics: Topics }]);
            Assert.True(publisher.HasSubscribers("topic-0."u8));
            Assert.True(publisher.HasSubscribers("topic-9999."u8));
            Assert.False(publisher.HasSubscribers("topic-10000."u8));
            if (life == 1)
            {
                Assert.Equal(1, publisher.Publish("topic-4711."u8).Queued);
                await peer.FinishAsync();
            }
        }
    }

    [Fact]
    public async Task A_stopped_subscriber_takes_nothing_from_another_and_does_not_hold_up_the_end()
    {
        const int Count = 1000;
        const int AtOnce = 50;
        await using ZmqPublisher publisher = new(_stage.Options() with { SendHighWaterMark = AtOnce, Linger = TimeSpan.FromMilliseconds(100) });
        string endpoint = publisher.Bind(_stage.Place(Way.Tcp));
        Running reads = await _stage.PeerAsync("SUB", "connect", endpoint, "receive", Count);
        await publisher.WaitForSubscribersAsync(1, default, Token).AsTask().WaitAsync(LibzmqStage.Limit, Token);
        long reader = Assert.Single(publisher.GetPeers()).Id;
        Running stops = await _stage.PeerAsync("SUB", "connect", endpoint, "receive", Count);
        await publisher.WaitForSubscribersAsync(2, default, Token).AsTask().WaitAsync(LibzmqStage.Limit, Token);
        stops.Signal(Signal.Stop);

        byte[] message = new byte[32 * 1024];
        for (int i = 0; i < Count; i++)
        {
            if (i % AtOnce == 0)
            {
                await Until.HoldsAsync(() => publisher.GetPeers().Single(one => one.Id == reader).Traffic.Pending == 0);
            }

            Assert.Equal(2, publisher.Publish(message).Matched);
        }

        await reads.SaysAsync($"received {Count}");
        await Until.HoldsAsync(() => publisher.GetPeers() is [{ Id: var left, Traffic: { DroppedNewest: > 0, Sent: < Count } }] && left != reader);
        await publisher.DisposeAsync().AsTask().WaitAsync(LibzmqStage.Limit, Token);
        await reads.FinishAsync();
    }

    [Fact]
    public async Task What_waited_for_a_killed_peer_is_counted_and_the_work_goes_to_another()
    {
        ZmqPush push = _stage.Add(new ZmqPush(_stage.Options() with { SendHighWaterMark = 10 }));
        string endpoint = push.Bind(_stage.Place(Way.Tcp));
        Running first = await _stage.PeerAsync("PULL", "connect", endpoint, "receive", 1_000_000);
        await push.WaitForPeersAsync(1, Token).AsTask().WaitAsync(LibzmqStage.Limit, Token);
        first.Signal(Signal.Stop);
        byte[] message = new byte[1024 * 1024];
        while (push.TrySend(message) == SendStatus.Sent)
        {
        }

        first.Signal(Signal.Kill);
        await _stage.HeardAsync(static one => one.Kind == ZmqEventKind.Disconnected);
        ZmqTraffic traffic = push.GetStats().Traffic;
        Assert.True(traffic.DroppedAtClose > 0);
        Assert.Equal((traffic.Offered, 0L), (traffic.Sent + traffic.DroppedAtClose, traffic.Pending));

        Running second = await _stage.PeerAsync("PULL", "connect", endpoint, "receive", 3);
        for (int i = 0; i < 3; i++)
        {
            await push.SendAsync(message, Token).AsTask().WaitAsync(LibzmqStage.Limit, Token);
        }

        await second.FinishAsync();
    }
}
