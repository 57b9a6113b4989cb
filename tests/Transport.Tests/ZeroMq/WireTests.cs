using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.ZeroMq.Wire;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Sockets against bytes: what peers that are not ours expect and do.</summary>
public sealed class WireTests : IAsyncDisposable
{
    private const string SubscribeA = "04 0b 09 535542534352494245 41";
    private const string CancelA = "04 08 06 43414e43454c 41";

    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Nothing_but_the_handshake_is_said_before_the_READY_of_the_peer()
    {
        // ZMTP-H1: libzmq takes anything else for a fault, and never comes back.
        using Socket listener = Listen(out string endpoint);
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options with { Heartbeat = new ZmqHeartbeat { Interval = TimeSpan.FromMilliseconds(1) } }));
        subscriber.Subscribe("A");
        subscriber.Connect(endpoint);
        using ZmtpPeer peer = await ZmtpPeer.AcceptAsync(listener);
        await peer.SendAsync(EngineRig.Greeting31);
        await peer.ReadAsync(64);
        Assert.StartsWith("04 19 05 52 45 41 44 59", await peer.ReadHexAsync(27), StringComparison.Ordinal);
        subscriber.Subscribe("B");
        await Eventually.TrueAsync(() => subscriber.GetPeers().Count == 0);

        await peer.SendAsync(EngineRig.ReadyPub);
        string told = await peer.ReadHexAsync(2 * 13);
        Assert.Contains(Hex.Text(Hex.Bytes(SubscribeA)), told, StringComparison.Ordinal);
        Assert.Contains(Hex.Text(Hex.Bytes("04 0b 09 535542534352494245 42")), told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "00 02 01 41", "00 02 00 41")]
    [InlineData(1, SubscribeA, CancelA)]
    public async Task Subscriptions_are_told_in_the_form_of_the_version_of_the_peer(int minor, string subscribe, string cancel)
    {
        // ZMTP-S4: NetMQ, which says 3.0, drops the commands of 3.1 without a word.
        using Socket listener = Listen(out string endpoint);
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        subscriber.Connect(endpoint);
        using ZmtpPeer peer = await ZmtpPeer.AcceptAsync(listener);
        await peer.SendAsync(EngineRig.GreetingOf("NULL", minor) + EngineRig.ReadyPub);
        await peer.ReadAsync(64 + 27);
        await subscriber.WaitForPeersAsync(1, Token).WithinAsync();

        subscriber.Subscribe("A");
        subscriber.Subscribe("A");
        subscriber.Unsubscribe("A");
        subscriber.Unsubscribe("A");
        string expected = Hex.Text(Hex.Bytes(subscribe + cancel));
        Assert.Equal(expected, await peer.ReadHexAsync(Hex.Bytes(subscribe + cancel).Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Both_forms_of_a_subscription_are_accepted_at_any_version(int minor)
    {
        // ZMTP-S1
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        using ZmtpPeer peer = await ZmtpPeer.ReadyAsync(endpoint, minor);
        await peer.SendAsync("00 02 01 42" + SubscribeA);
        await Eventually.TrueAsync(() => publisher.GetPeers() is [{ Topics: 2 }]);
        await peer.SendAsync("00 02 00 42" + CancelA);
        await Eventually.TrueAsync(() => publisher.GetPeers() is [{ Topics: 0 }]);
    }

    [Fact]
    public async Task A_peer_holds_a_topic_once_however_often_it_subscribes()
    {
        // ZMTP-S5: libzmq sends every duplicate, and only the last cancellation.
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        using ZmtpPeer peer = await ZmtpPeer.ReadyAsync(endpoint);
        await peer.SendAsync(SubscribeA + SubscribeA + SubscribeA + CancelA + "04 0b 09 535542534352494245 42");
        await publisher.WaitForSubscribersAsync(1, Bytes("B"), Token).WithinAsync();
        Assert.False(publisher.HasSubscribers("A"u8));
        Assert.Equal(1, publisher.GetPeers()[0].Topics);
    }

    [Fact]
    public async Task A_peer_may_send_everything_in_one_segment_or_octet_by_octet()
    {
        // ZMTP-F4
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        byte[] all = Hex.Bytes(EngineRig.Greeting31 + EngineRig.ReadySub + SubscribeA);
        using ZmtpPeer whole = await ZmtpPeer.ConnectAsync(endpoint);
        await whole.SendAsync(Hex.Text(all));
        using ZmtpPeer trickling = await ZmtpPeer.ConnectAsync(endpoint);
        foreach (byte octet in all)
        {
            await trickling.SendAsync(Hex.Text([octet]));
        }

        await publisher.WaitForSubscribersAsync(2, Bytes("A"), Token).WithinAsync();
    }

    [Fact]
    public async Task A_peer_that_says_nothing_is_disconnected_when_the_time_of_the_handshake_is_over()
    {
        // ZMTP-H6
        ManualTime time = new();
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { TimeProvider = time });
        using ZmtpPeer peer = await ZmtpPeer.ConnectAsync(endpoint);
        await peer.ReadAsync(64);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty(_rig.Events);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CloseReason.HandshakeTimeout, (await _rig.HeardAsync(ZmqEventKind.HandshakeFailed)).Reason);
        Assert.Equal("", await peer.ReadToEndAsync());
        Assert.Equal(1, publisher.GetStats().HandshakeFailures);
    }

    [Theory]
    [InlineData("another protocol", "47 45 54 20", CloseReason.ProtocolViolation)]
    [InlineData("another mechanism", "curve", CloseReason.ProtocolViolation)]
    [InlineData("another type", "pub", CloseReason.ProtocolViolation)]
    [InlineData("a frame that is too long", "long", CloseReason.FrameTooLarge)]
    [InlineData("a command without a name", "nameless", CloseReason.ProtocolViolation)]
    [InlineData("a topic that is too long", "topic", CloseReason.LimitReached)]
    [InlineData("a topic too many", "topics", CloseReason.LimitReached)]
    [InlineData("topics that are too long together", "together", CloseReason.LimitReached)]
    [InlineData("an end inside a message", "cut", CloseReason.TruncatedFrame)]
    public async Task A_malformed_stream_ends_that_connection_with_a_reason_and_nothing_else(string what, string bytes, CloseReason reason)
    {
        // ZMTP-F5, ZMTP-S3
        Assert.NotNull(what);
        ZmqOptions options = _rig.Options with { Limits = new ZmqLimits { MaxTopicLength = 3, MaxTopicsPerPeer = 2, MaxTopicBytesPerPeer = 5 } };
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, options);
        ZmqSubscriber other = await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        ZmtpPeer peer = await ZmtpPeer.ConnectAsync(endpoint);
        string ready = EngineRig.Greeting31 + EngineRig.ReadySub;
        await peer.SendAsync(bytes switch
        {
            "curve" => EngineRig.GreetingOf("CURVE", minor: 1),
            "pub" => EngineRig.Greeting31 + EngineRig.ReadyPub,
            "long" => ready + "02 7fffffffffffffff",
            "nameless" => ready + "04 00",
            "topic" => ready + "00 05 01 41414141",
            "topics" => ready + "00 02 01 41 00 02 01 42 00 02 01 42 00 02 00 41 00 02 01 41 00 02 01 43",
            "together" => ready + "00 04 01 414141 00 03 01 4242 00 03 00 4242 00 03 01 4242 00 03 00 4242 00 04 01 424242",
            "cut" => ready + "00 05 01",
            _ => bytes,
        });
        if (bytes == "cut")
        {
            // Closed with something unread it would be a reset.
            await peer.ReadAsync(64 + 27);
            peer.Dispose();
        }

        await Eventually.TrueAsync(() => _rig.Events.Any(one => one.Reason == reason && one.Text.Length > 0));
        peer.Dispose();
        publisher.Publish("still here"u8);
        Assert.Equal("still here", Text(await other.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_with_all_topics()
    {
        using Socket listener = Listen(out string endpoint);
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        subscriber.Subscribe("A");
        subscriber.Connect(endpoint);
        for (int i = 0; i < 3; i++)
        {
            using ZmtpPeer peer = await ZmtpPeer.AcceptAsync(listener);
            await peer.SendAsync(EngineRig.Greeting31 + EngineRig.ReadyPub);
            await peer.ReadAsync(64 + 27);
            Assert.Equal(Hex.Text(Hex.Bytes(SubscribeA)), await peer.ReadHexAsync(13));
        }
    }

    [Fact]
    public async Task A_peer_that_refuses_is_asked_again_later_and_an_event_says_each_time_why()
    {
        using Socket listener = Listen(out string endpoint);
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        subscriber.Connect(endpoint);
        for (int i = 0; i < 2; i++)
        {
            using ZmtpPeer peer = await ZmtpPeer.AcceptAsync(listener);
            await peer.SendAsync(EngineRig.Greeting31 + "04 0a 05 4552524f52 03 343030");
            await peer.ReadToEndAsync();
        }

        await Eventually.TrueAsync(() => _rig.Events.Count(one => one.Kind == ZmqEventKind.HandshakeFailed && one.Reason == CloseReason.Refused) == 2);
    }

    [Fact]
    public async Task There_are_no_more_connections_than_may_be()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { Limits = new ZmqLimits { MaxConnections = 1 } });
        await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        ZmqSubscriber second = _rig.Add(new ZmqSubscriber(_rig.Options));
        second.Connect(endpoint);
        Assert.Equal(CloseReason.LimitReached, (await _rig.HeardAsync(ZmqEventKind.Refused)).Reason);
        Assert.Equal(1, publisher.GetStats().Peers);
    }

    [Fact]
    public async Task A_failed_attempt_to_connect_is_told_and_repeated()
    {
        using (Listen(out string endpoint))
        {
            // Closed again: nobody listens there.
            ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
            subscriber.Connect(endpoint.Replace("127.0.0.1", "127.0.0.9", StringComparison.Ordinal));
        }

        await Eventually.TrueAsync(() => _rig.Events.Count(one => one.Kind == ZmqEventKind.ConnectFailed) > 1);
        Assert.Contains("nobody listens there", (await _rig.HeardAsync(ZmqEventKind.ConnectFailed)).Text, StringComparison.Ordinal);
    }

    /// <summary>A socket that listens at a free port.</summary>
    internal static Socket Listen(out string endpoint)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        endpoint = $"tcp://{listener.LocalEndPoint}";
        return listener;
    }
}
