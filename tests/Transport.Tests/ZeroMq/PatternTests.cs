using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.ZeroMq.Wire;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>What the kinds of sockets do that do not only publish and subscribe.</summary>
public sealed class PatternTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task PUSH_hands_out_in_turn_and_PULL_takes_in_turn()
    {
        ZmqPush push = _rig.Add(new ZmqPush(_rig.Options));
        Assert.Equal(SendStatus.NotConnected, push.TrySend("nobody"u8));
        string endpoint = push.Bind("tcp://127.0.0.1:*");
        ZmqPull[] pulls = [_rig.Add(new ZmqPull(_rig.Options)), _rig.Add(new ZmqPull(_rig.Options))];
        Array.ForEach(pulls, pull => pull.Connect(endpoint));
        await push.WaitForPeersAsync(2, Token).WithinAsync();
        for (int i = 0; i < 10; i++)
        {
            await push.SendAsync(Bytes($"{i}"), Token).WithinAsync();
        }

        foreach (ZmqPull pull in pulls)
        {
            int first = int.Parse(Text(await pull.ReceiveAsync(Token).WithinAsync()), null);
            for (int i = first + 2; i < 10; i += 2)
            {
                Assert.Equal($"{i}", Text(await pull.ReceiveAsync(Token).WithinAsync()));
            }
        }
    }

    [Fact]
    public async Task PUSH_waits_for_a_peer_and_for_room_and_loses_nothing()
    {
        const int Count = 5_000;
        ZmqPush push = _rig.Add(new ZmqPush(_rig.Options with { SendHighWaterMark = 5, Linger = TimeSpan.FromSeconds(30) }));
        Task sending = Task.Run(SendAllAsync, Token);
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options with { ReceiveHighWaterMark = 5 }));
        pull.Connect(push.Bind("tcp://127.0.0.1:*"));
        Numbered numbered = new(senders: 1);
        for (int i = 0; i < Count; i++)
        {
            using ZmqMessage message = await pull.ReceiveAsync(Token).WithinAsync();
            numbered.Check(message.First);
        }

        await sending.WithinAsync();

        async Task SendAllAsync()
        {
            for (int i = 0; i < Count; i++)
            {
                await push.SendAsync(Numbered.Make(0, i, 500), Token);
            }
        }
    }

    [Fact]
    public async Task Peers_are_read_in_turn_however_loud_one_is()
    {
        ZmqPull pull = _rig.Add(new ZmqPull(_rig.Options));
        string endpoint = pull.Bind("tcp://127.0.0.1:*");
        ZmqPush loud = _rig.Add(new ZmqPush(_rig.Options));
        loud.Connect(endpoint);
        await pull.WaitForPeersAsync(1, Token).WithinAsync();
        for (int i = 0; i < 100; i++)
        {
            await loud.SendAsync(Bytes("loud"), Token).WithinAsync();
        }

        await Eventually.TrueAsync(() => pull.GetStats().Traffic.Unread == 100);
        ZmqPush quiet = _rig.Add(new ZmqPush(_rig.Options));
        quiet.Connect(endpoint);
        await quiet.SendAsync(Bytes("quiet"), Token).WithinAsync();
        await Eventually.TrueAsync(() => pull.GetStats().Traffic.Unread == 101);
        string[] first = [Text(await pull.ReceiveAsync(Token)), Text(await pull.ReceiveAsync(Token))];
        Assert.Contains("quiet", first);
    }

    [Fact]
    public async Task PAIR_has_one_peer_and_talks_both_ways()
    {
        ZmqPair one = _rig.Add(new ZmqPair(_rig.Options));
        string endpoint = one.Bind("tcp://127.0.0.1:*");
        ZmqPair other = _rig.Add(new ZmqPair(_rig.Options));
        other.Connect(endpoint);
        await other.SendAsync(Bytes("to"), Token).WithinAsync();
        Assert.Equal("to", Text(await one.ReceiveAsync(Token).WithinAsync()));
        await one.SendFramesAsync(new ReadOnlyMemory<byte>[] { Bytes("and"), Bytes("fro") }, Token).WithinAsync();
        Assert.Equal("and|fro", Text(await other.ReceiveAsync(Token).WithinAsync()));

        using ZmtpPeer third = await ZmtpPeer.ConnectAsync(endpoint);
        await third.SendAsync(EngineRig.Greeting31 + "04 1a 05 5245414459 0b 536f636b65742d54797065 00000004 50414952");
        await third.ReadToEndAsync();
        Assert.Contains("has one peer", (await _rig.HeardAsync(ZmqEventKind.HandshakeFailed)).Text, StringComparison.Ordinal);
        Assert.Equal(1, one.GetStats().Peers);
    }

    [Fact]
    public async Task REP_refuses_an_answer_that_is_too_long_and_sends_another()
    {
        ZmqReplier replier = _rig.Add(new ZmqReplier(_rig.Options with { Limits = new ZmqLimits { MaxMessageLength = 100 } }));
        ZmqRequester requester = _rig.Add(new ZmqRequester(_rig.Options));
        requester.Connect(replier.Bind("tcp://127.0.0.1:*"));
        Task<ZmqMessage> asking = requester.RequestAsync(Bytes("?"), Token).AsTask();
        using ZmqRequest request = await replier.ReceiveAsync(Token).WithinAsync();
        Assert.Equal(SendStatus.TooLarge, request.TryReply(new byte[97]));
        Assert.Equal(SendStatus.TooLarge, request.TryReplyFrames([new byte[50], new byte[50]]));
        Assert.Equal(SendStatus.Sent, request.TryReply(new byte[96]));
        using ZmqMessage answer = await asking.WithinAsync();
        Assert.Equal(96, answer.First.Length);
    }

    [Fact]
    public async Task XSUB_refuses_what_is_too_long()
    {
        ZmqXSubscriber subscriber = _rig.Add(new ZmqXSubscriber(_rig.Options with { Limits = new ZmqLimits { MaxMessageLength = 100 } }));
        ZmqXPublisher publisher = _rig.Add(new ZmqXPublisher(_rig.Options));
        subscriber.Connect(publisher.Bind("tcp://127.0.0.1:*"));
        await subscriber.WaitForPeersAsync(1, Token).WithinAsync();
        Assert.Throws<ArgumentException>(() => subscriber.Send(Bytes(new string('x', 99))));
        Assert.Equal(1, subscriber.Send(Bytes(new string('x', 98))));
    }

    [Fact]
    public async Task REQ_asks_and_REP_answers_many_times()
    {
        (ZmqRequester requester, ZmqReplier replier) = Ask();
        Task answering = AnswerAsync(replier, 500);
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal($"re {i}", Text(await requester.RequestAsync(Bytes($"{i}"), Token).WithinAsync()));
        }

        await answering.WithinAsync();
    }

    [Fact]
    public async Task A_late_answer_is_dropped_and_the_next_request_gets_its_own()
    {
        (ZmqRequester requester, ZmqReplier replier) = Ask(ZmqRequestMatching.ByNumber);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<ZmqMessage> first = requester.RequestAsync(Bytes("first"), cancel.Token).AsTask();
        using ZmqRequest held = await replier.ReceiveAsync(Token).WithinAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WithinAsync());

        Task<ZmqMessage> second = requester.RequestAsync(Bytes("second"), Token).AsTask();
        Assert.Equal(SendStatus.Sent, held.TryReply("late"u8));
        await AnswerAsync(replier, 1);
        Assert.Equal("re second", Text(await second.WithinAsync()));
        Assert.Equal(1, requester.GetStats().Traffic.Filtered);
    }

    [Fact]
    public async Task REQ_asks_one_at_a_time_and_is_told_when_its_peer_is_lost()
    {
        (ZmqRequester requester, ZmqReplier replier) = Ask();
        Task<ZmqMessage> first = requester.RequestAsync(Bytes("first"), Token).AsTask();
        (await replier.ReceiveAsync(Token).WithinAsync()).Dispose();
        await Assert.ThrowsAsync<InvalidOperationException>(() => requester.RequestAsync(Bytes("second"), Token).AsTask());
        await replier.DisposeAsync();
        await Assert.ThrowsAsync<ConnectionClosedException>(() => first.WithinAsync());
    }

    [Fact]
    public async Task REP_leads_an_answer_back_through_everything_the_request_came_by()
    {
        ZmqReplier replier = _rig.Add(new ZmqReplier(_rig.Options));
        ZmqDealer dealer = _rig.Add(new ZmqDealer(_rig.Options));
        dealer.Connect(replier.Bind("tcp://127.0.0.1:*"));
        await dealer.SendFramesAsync(new ReadOnlyMemory<byte>[] { Bytes("hop2"), Bytes("hop1"), default, Bytes("a"), Bytes("b") }, Token).WithinAsync();
        using ZmqRequest request = await replier.ReceiveAsync(Token).WithinAsync();
        Assert.Equal("a"u8, request.First);
        Assert.Equal(SendStatus.Sent, request.TryReplyFrames([Bytes("x"), Bytes("y")]));
        Assert.Equal("hop2|hop1||x|y", Text(await dealer.ReceiveAsync(Token).WithinAsync()));

        await dealer.SendAsync(Bytes("without a delimiter"), Token).WithinAsync();
        await Eventually.TrueAsync(() => replier.GetStats().Traffic.Filtered == 1);
    }

    [Fact]
    public async Task XPUB_hands_over_the_first_and_the_last_subscription_of_a_topic()
    {
        ZmqXPublisher publisher = _rig.Add(new ZmqXPublisher(_rig.Options));
        string endpoint = publisher.Bind("tcp://127.0.0.1:*");
        ZmtpPeer one = await SubscriberAsync(endpoint);
        Assert.Equal("\u0001A", Text(await publisher.ReceiveAsync(Token).WithinAsync()));
        ZmtpPeer two = await SubscriberAsync(endpoint);
        await Eventually.TrueAsync(() => publisher.GetPeers().Sum(peer => peer.Topics) == 2);
        one.Dispose();
        await Eventually.TrueAsync(() => publisher.GetStats().Peers == 1);
        Assert.False(publisher.TryReceive(out _));
        two.Dispose();
        Assert.Equal("\u0000A", Text(await publisher.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task XPUB_hands_over_every_subscription_when_it_is_asked_to()
    {
        ZmqXPublisher publisher = _rig.Add(new ZmqXPublisher(_rig.Options, ZmqSubscriptionNotices.Every));
        string endpoint = publisher.Bind("tcp://127.0.0.1:*");
        using ZmtpPeer one = await SubscriberAsync(endpoint);
        using ZmtpPeer two = await SubscriberAsync(endpoint);
        Assert.Equal("\u0001A", Text(await publisher.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal("\u0001A", Text(await publisher.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task XSUB_subscribes_by_messages_and_sends_others_to_the_application_of_XPUB()
    {
        ZmqXPublisher publisher = _rig.Add(new ZmqXPublisher(_rig.Options));
        ZmqXSubscriber subscriber = _rig.Add(new ZmqXSubscriber(_rig.Options));
        subscriber.Connect(publisher.Bind("tcp://127.0.0.1:*"));
        await subscriber.WaitForPeersAsync(1, Token).WithinAsync();
        Assert.Equal(0, subscriber.Send([1, (byte)'A']));
        Assert.Equal("\u0001A", Text(await publisher.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal(1, subscriber.Send("hello"u8));
        Assert.Equal("hello", Text(await publisher.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal(1, publisher.Publish("A1"u8, "x"u8).Queued);
        Assert.Equal("A1|x", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task A_forwarder_passes_on_messages_and_subscriptions_and_copies_to_its_capture()
    {
        ZmqXSubscriber front = _rig.Add(new ZmqXSubscriber(_rig.Options));
        ZmqXPublisher back = _rig.Add(new ZmqXPublisher(_rig.Options));
        ZmqPublisher capture = _rig.Publisher(out string captured);
        ZmqSubscriber watching = await _rig.SubscriberAsync(capture, captured, options: null, "");
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task forwarding = ZmqForwarder.RunAsync(front, back, capture, cancel.Token);
        ZmqPublisher publisher = _rig.Add(new ZmqPublisher(_rig.Options));
        publisher.Connect(front.Bind("tcp://127.0.0.1:*"));
        ZmqSubscriber subscriber = _rig.Add(new ZmqSubscriber(_rig.Options));
        subscriber.Subscribe("A");
        subscriber.Connect(back.Bind("tcp://127.0.0.1:*"));
        await publisher.WaitForSubscribersAsync(1, Bytes("A"), Token).WithinAsync();

        publisher.PublishFrames([Bytes("A"), default, Bytes("body")]);
        Assert.Equal("A||body", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal("A||body", Text(await watching.ReceiveAsync(Token).WithinAsync()));
        subscriber.Unsubscribe("A");
        await Eventually.TrueAsync(() => !publisher.HasSubscribers("A"u8));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forwarding.WithinAsync());
    }

    private static async Task<ZmtpPeer> SubscriberAsync(string endpoint)
    {
        ZmtpPeer peer = await ZmtpPeer.ConnectAsync(endpoint);
        await peer.SendAsync(EngineRig.Greeting31 + EngineRig.ReadySub + "04 0b 09 535542534352494245 41");
        return peer;
    }

    private static async Task AnswerAsync(ZmqReplier replier, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using ZmqRequest request = await replier.ReceiveAsync(Token).WithinAsync();
            Assert.Equal(SendStatus.Sent, request.TryReply([.. "re "u8, .. request.First]));
        }
    }

    private (ZmqRequester Requester, ZmqReplier Replier) Ask(ZmqRequestMatching matching = ZmqRequestMatching.ByConnection)
    {
        ZmqReplier replier = _rig.Add(new ZmqReplier(_rig.Options));
        ZmqRequester requester = _rig.Add(new ZmqRequester(_rig.Options, matching));
        requester.Connect(replier.Bind("tcp://127.0.0.1:*"));
        return (requester, replier);
    }
}
