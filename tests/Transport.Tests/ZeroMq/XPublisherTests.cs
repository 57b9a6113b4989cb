using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>What the application of an XPUB socket is told of subscriptions, and what it decides about them.</summary>
public sealed class XPublisherTests : IAsyncDisposable
{
    private const string SubscribeA = "04 0b 09 535542534352494245 41";
    private const string CancelA = "04 08 06 43414e43454c 41";

    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(ZmqSubscriptionNotices.FirstAndLast, "1A 0A")]
    [InlineData(ZmqSubscriptionNotices.EverySubscription, "1A 1A 1A 0A")]
    [InlineData(ZmqSubscriptionNotices.Every, "1A 1A 1A 0A 0A 0A")]
    [InlineData(ZmqSubscriptionNotices.Manual, "1A 1A 1A 0A 0A 0A")]
    public async Task Notices_are_those_of_libzmqs_kinds(ZmqSubscriptionNotices notices, string expected)
    {
        ZmqXPublisher publisher = Publisher(notices, out string endpoint);
        using ZmtpPeer one = await PeerAsync(publisher, endpoint, 1);
        using ZmtpPeer two = await PeerAsync(publisher, endpoint, 2);
        await one.SendAsync(SubscribeA);
        await HeardAsync(publisher, topics: 1);
        await one.SendAsync(SubscribeA);
        await two.SendAsync(SubscribeA);
        await HeardAsync(publisher, topics: 2);
        await one.SendAsync(CancelA + CancelA);
        await HeardAsync(publisher, topics: 1);
        await two.SendAsync(CancelA + "00 01 40");
        List<string> told = [];
        while (told.Count < expected.Split(' ').Length + 1)
        {
            string text = Text(await publisher.ReceiveAsync(Token).WithinAsync());
            told.Add(text == "@" ? "end" : $"{(int)text[0]}{text[1..]}");
        }

        // Peers take turns: only how many there are of each kind is certain.
        Assert.Equal([.. expected.Split(' ').Order(), "end"], told.Order());
    }

    [Fact]
    public async Task In_manual_mode_a_peer_gets_what_the_application_says()
    {
        ZmqXPublisher publisher = Publisher(ZmqSubscriptionNotices.Manual, out string endpoint);
        ZmqXSubscriber subscriber = _rig.Add(new ZmqXSubscriber(_rig.Options));
        subscriber.Subscribe("A"u8);
        subscriber.Connect(endpoint);
        using ZmqMessage asked = await publisher.ReceiveAsync(Token).WithinAsync();
        Assert.Equal("\u0001A"u8, asked.First);
        Assert.Equal(default, publisher.Publish("A"u8, "not yet"u8));

        Assert.True(publisher.Subscribe(asked.PeerId, "B"u8));
        Assert.True(publisher.Subscribe(asked.PeerId, "B"u8));
        Assert.Equal(default, publisher.Publish("A"u8, "never"u8));
        Assert.Equal(1, publisher.Publish("B"u8, "yes"u8).Queued);
        Assert.Equal("B|yes", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));

        Assert.True(publisher.Unsubscribe(asked.PeerId, "B"u8));
        Assert.Equal(default, publisher.Publish("B"u8, "no more"u8));
        Assert.True(publisher.Subscribe(asked.PeerId, "B"u8));
        await subscriber.DisposeAsync().WithinAsync();
        Assert.Equal("\u0000A", Text(await publisher.ReceiveAsync(Token).WithinAsync()));
        Assert.False(publisher.Subscribe(asked.PeerId, "B"u8));
        Assert.False(publisher.HasSubscribers("B"u8));
    }

    [Fact]
    public async Task The_last_value_of_a_topic_can_be_sent_to_the_one_who_has_just_subscribed()
    {
        ZmqXPublisher publisher = Publisher(ZmqSubscriptionNotices.EverySubscription, out string endpoint);
        ZmqSubscriber early = _rig.Add(new ZmqSubscriber(_rig.Options));
        early.Subscribe("A");
        early.Connect(endpoint);
        Assert.Equal("\u0001A", Text(await publisher.ReceiveAsync(Token).WithinAsync()));
        publisher.Publish("A"u8, "1"u8);
        ZmqSubscriber late = _rig.Add(new ZmqSubscriber(_rig.Options));
        late.Subscribe("A");
        late.Connect(endpoint);
        using ZmqMessage asked = await publisher.ReceiveAsync(Token).WithinAsync();
        Assert.Equal(new PublishResult(1, 1, 0), publisher.PublishTo(asked.PeerId, asked.First[1..], "1"u8));
        publisher.Publish("A"u8, "2"u8);
        Assert.Equal(["A|1", "A|2"], [Text(await late.ReceiveAsync(Token).WithinAsync()), Text(await late.ReceiveAsync(Token).WithinAsync())]);
        Assert.Equal(["A|1", "A|2"], [Text(await early.ReceiveAsync(Token).WithinAsync()), Text(await early.ReceiveAsync(Token).WithinAsync())]);
        Assert.Equal(default, publisher.PublishTo(asked.PeerId + 1, "A"u8, "nobody"u8));
    }

    [Fact]
    public async Task A_welcome_is_the_first_a_peer_hears()
    {
        ZmqXPublisher publisher = _rig.Add(new ZmqXPublisher(_rig.Options) { Welcome = Bytes("welcome") });
        string endpoint = publisher.Bind("tcp://127.0.0.1:*");
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        subscriber.Subscribe("w");
        subscriber.Connect(endpoint);
        Assert.Equal("welcome", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
        ZmqSubscriber another = _rig.Add(new ZmqSubscriber(_rig.Options));
        another.Subscribe("A");
        another.Connect(endpoint);
        await Eventually.TrueAsync(() => another.GetStats().Traffic.Filtered == 1);
    }

    [Fact]
    public async Task Without_manual_mode_it_is_the_peers_that_decide()
    {
        ZmqXPublisher publisher = Publisher(ZmqSubscriptionNotices.Every, out string endpoint);
        using ZmtpPeer peer = await PeerAsync(publisher, endpoint, 1);
        Assert.Throws<InvalidOperationException>(() => publisher.Subscribe(publisher.GetPeers()[0].Id, "A"u8));
    }

    [Fact]
    public async Task Subscriptions_that_nobody_takes_hold_their_peer_back()
    {
        const int Mark = 10;
        ZmqXPublisher publisher = _rig.Add(new ZmqXPublisher(_rig.Options with { ReceiveHighWaterMark = Mark }, ZmqSubscriptionNotices.Every));
        using ZmtpPeer peer = await PeerAsync(publisher, publisher.Bind("tcp://127.0.0.1:*"), 1);
        await peer.SendAsync(string.Concat(Enumerable.Repeat(SubscribeA + CancelA, 100)));
        await Eventually.TrueAsync(() => publisher.GetStats().Traffic.Unread == Mark);
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(i % 2 == 0 ? "\u0001A" : "\u0000A", Text(await publisher.ReceiveAsync(Token).WithinAsync()));
            Assert.InRange(publisher.GetStats().Traffic.Unread, 0, Mark);
        }
    }

    [Fact]
    public async Task Notices_of_all_peers_come_in_the_order_in_which_they_took_effect()
    {
        ZmqXPublisher publisher = Publisher(ZmqSubscriptionNotices.FirstAndLast, out string endpoint);
        using ZmtpPeer one = await GiveUpBehindOthersAsync(publisher, endpoint);
        using ZmtpPeer other = await WantAsync(publisher, endpoint);
        List<string> told = [];
        while (told.Count < 13)
        {
            string text = Text(await publisher.ReceiveAsync(Token).WithinAsync());
            told.Add($"{(int)text[0]}{text[1..]}");
        }

        Assert.Equal(["1T", .. Enumerable.Range(0, 10).Select(i => $"1x{i}"), "0T", "1T"], told);
    }

    /// <summary>A peer that subscribes to T, x0 to x9, and gives up T; it counts when all of that has taken effect.</summary>
    internal static async Task<ZmtpPeer> GiveUpBehindOthersAsync(ZmqXPublisher publisher, string endpoint)
    {
        ZmtpPeer peer = await ZmtpPeer.ConnectAsync(endpoint);
        string others = string.Concat(Enumerable.Range(0, 10).Select(i => $"00 03 01 78 {'0' + i:x2} "));
        await peer.SendAsync(Wire.EngineRig.Greeting31 + Wire.EngineRig.ReadySub + "00 02 01 54 " + others + "00 02 00 54");
        await Eventually.TrueAsync(() => publisher.GetPeers() is [{ Topics: 10 }] && !publisher.HasSubscribers("T"u8));
        return peer;
    }

    /// <summary>Another peer, which subscribes to T.</summary>
    internal static async Task<ZmtpPeer> WantAsync(ZmqXPublisher publisher, string endpoint)
    {
        ZmtpPeer peer = await ZmtpPeer.ReadyAsync(endpoint);
        await peer.SendAsync("00 02 01 54");
        await Eventually.TrueAsync(() => publisher.HasSubscribers("T"u8));
        return peer;
    }

    private ZmqXPublisher Publisher(ZmqSubscriptionNotices notices, out string endpoint)
    {
        ZmqXPublisher publisher = _rig.Add(new ZmqXPublisher(_rig.Options, notices));
        endpoint = publisher.Bind("tcp://127.0.0.1:*");
        return publisher;
    }

    private static async Task<ZmtpPeer> PeerAsync(ZmqXPublisher publisher, string endpoint, int peers)
    {
        ZmtpPeer peer = await ZmtpPeer.ConnectAsync(endpoint);
        await peer.SendAsync(Wire.EngineRig.Greeting31 + Wire.EngineRig.ReadySub);
        await publisher.WaitForPeersAsync(peers, Token).WithinAsync();
        return peer;
    }

    private static Task HeardAsync(ZmqXPublisher publisher, int topics) =>
        Eventually.TrueAsync(() => publisher.GetPeers().Sum(peer => peer.Topics) == topics);
}
