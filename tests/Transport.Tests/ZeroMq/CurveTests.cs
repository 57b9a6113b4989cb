using System.Net;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>CURVE between sockets: what arrives, who is let in, and what does not get through.</summary>
public sealed class CurveTests : IAsyncDisposable
{
    private static readonly ZmqCurveKeyPair s_server = ZmqCurveKeyPair.Generate();
    private static readonly ZmqCurveKeyPair s_client = ZmqCurveKeyPair.Generate();
    private static readonly ZmqCurveKeyPair s_stranger = ZmqCurveKeyPair.Generate();

    private readonly ZmqRig _rig = new();

    private ZmqOptions Server => _rig.Options with { Security = ZmqSecurity.CurveServer(s_server) };

    private ZmqOptions Client => _rig.Options with { Security = ZmqSecurity.CurveClient(s_server.PublicKey, s_client) };

    /// <summary>A server that lets in the client, and nobody else.</summary>
    private ZmqOptions Strict => Server with
    {
        Authenticate = static (request, _) => new(s_client.PublicKey.Equals(request.PublicKey)
            ? new ZmqAuthenticationResult(ZmqAuthenticationStatus.Allowed)
            : new ZmqAuthenticationResult(ZmqAuthenticationStatus.Denied, $"nobody knows {request.PublicKey}")),
    };

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Wait)]
    public async Task Messages_of_every_length_arrive_in_order(OverflowPolicy overflow)
    {
        // ZMTP-C8
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Server with { Overflow = overflow });
        ZmqSubscriber one = await _rig.SubscriberAsync(publisher, endpoint, Client, "");
        ZmqSubscriber other = await _rig.SubscriberAsync(publisher, endpoint, Client, "");
        foreach (int length in (int[])[0, 1, 222, 223, 255, 256, 1000, 16 * 1024 - 40, 20_000, 70_000, 3_000_000])
        {
            byte[] body = new byte[length];
            Random.Shared.NextBytes(body);
            Assert.Equal(new PublishResult(2, 2, 0), publisher.Publish("length"u8, body));
            foreach (ZmqSubscriber subscriber in (ZmqSubscriber[])[one, other])
            {
                using ZmqMessage message = await subscriber.ReceiveAsync(Token).WithinAsync();
                Assert.Equal(2, message.FrameCount);
                Assert.True(message[1].SequenceEqual(body));
            }
        }
    }

    [Fact]
    public async Task Many_messages_from_many_threads_arrive_once_each()
    {
        // ZMTP-C9: the numbers of the boxes rise in the order in which they leave.
        const int Count = 5_000;
        ZmqPull pull = _rig.Add(new ZmqPull(Server));
        ZmqPush push = _rig.Add(new ZmqPush(Client));
        push.Connect(pull.Bind("tcp://127.0.0.1:*"));
        Task sending = Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(
            async () =>
            {
                for (int i = 0; i < Count; i++)
                {
                    await push.SendAsync(BitConverter.GetBytes((thread * Count) + i), Token);
                }
            },
            Token)));
        int[] next = [0, Count, 2 * Count, 3 * Count];
        for (int i = 0; i < 4 * Count; i++)
        {
            using ZmqMessage message = await pull.ReceiveAsync(Token).WithinAsync();
            int number = BitConverter.ToInt32(message.First);
            Assert.Equal(next[number / Count]++, number);
        }

        await sending.WithinAsync();
        Assert.DoesNotContain(_rig.Events, one => one.Reason == CloseReason.ProtocolViolation);
    }

    [Fact]
    public async Task Nothing_of_a_message_is_to_be_seen_on_the_wire()
    {
        // ZMTP-C8: seen by somebody who stands between.
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Server);
        await using Tap tap = new(IPEndPoint.Parse(endpoint["tcp://".Length..]));
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, $"tcp://127.0.0.1:{tap.Port}", Client, "secret topic");
        publisher.Publish("secret topic"u8, "secret body"u8);
        (await subscriber.ReceiveAsync(Token).WithinAsync()).Dispose();
        Assert.True(tap.Seen("MESSAGE"u8));
        Assert.False(tap.Seen("secret"u8));
        Assert.False(tap.Seen("SUBSCRIBE"u8));
        Assert.False(tap.Seen(s_client.PublicKey.Bytes));
    }

    [Fact]
    public async Task Inside_a_process_it_is_the_same()
    {
        ZmqPair one = _rig.Add(new ZmqPair(Strict));
        ZmqPair other = _rig.Add(new ZmqPair(Client));
        other.Connect(one.Bind("inproc://curve"));
        await one.WaitForPeersAsync(1, Token).WithinAsync();
        await one.SendAsync("hello"u8.ToArray(), Token);
        Assert.Equal("hello", Text(await other.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task Signs_of_life_are_encrypted_too_and_understood()
    {
        // ZMTP-C8
        ManualTime time = new();
        ZmqHeartbeat heartbeat = new() { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(30) };
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Server with { TimeProvider = time, Heartbeat = heartbeat });
        await _rig.SubscriberAsync(publisher, endpoint, Client, "");
        long before = publisher.GetStats().Traffic.WireBytesReceived;
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1.1));
            return publisher.GetStats().Traffic.WireBytesReceived > before + 5 * 40;
        });
        Assert.Equal(1, publisher.GetStats().Peers);
    }

    [Fact]
    public async Task Whoever_decides_knows_the_client_by_its_key()
    {
        // ZMTP-C6, ZMTP-A1
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Strict);
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, endpoint, Client, "");
        publisher.Publish("hello"u8);
        Assert.Equal("hello", Text(await subscriber.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task A_client_that_is_not_known_is_refused_and_both_sides_say_why()
    {
        // ZMTP-C6, ZMTP-A2
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Strict);
        Connect(Client with { Security = ZmqSecurity.CurveClient(s_server.PublicKey, s_stranger) }, endpoint);
        await HeardAsync(CloseReason.Unauthorized, $"nobody knows {s_stranger.PublicKey}");
        await HeardAsync(CloseReason.Refused, "\"400\"");
        Assert.Equal(0, publisher.GetStats().Connects);
    }

    [Fact]
    public async Task A_client_without_keys_of_its_own_is_somebody_that_nobody_knows()
    {
        ZmqPublisher open = _rig.Publisher(out string openEndpoint, Server);
        ZmqPublisher strict = _rig.Publisher(out string strictEndpoint, Strict);
        ZmqOptions anonymous = Client with { Security = ZmqSecurity.CurveClient(s_server.PublicKey) };
        await _rig.SubscriberAsync(open, openEndpoint, anonymous, "");
        Connect(anonymous, strictEndpoint);
        await HeardAsync(CloseReason.Unauthorized, "nobody knows");
        Assert.Equal(0, strict.GetStats().Connects);
    }

    [Fact]
    public async Task One_who_may_come_later_comes_later()
    {
        // ZMTP-A2
        int asked = 0;
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Server with
        {
            Authenticate = (_, _) => new(new ZmqAuthenticationResult(
                Interlocked.Increment(ref asked) < 3 ? ZmqAuthenticationStatus.TryLater : ZmqAuthenticationStatus.Allowed)),
        });
        await _rig.SubscriberAsync(publisher, endpoint, Client, "");
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_client_that_means_another_server_is_refused_and_both_sides_say_why()
    {
        // ZMTP-C3
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Server);
        Connect(Client with { Security = ZmqSecurity.CurveClient(s_stranger.PublicKey, s_client) }, endpoint);
        await HeardAsync(CloseReason.Unauthorized, "made for another server's key");
        await HeardAsync(CloseReason.PeerClose, "a CURVE server that has another key");
        Assert.Equal(0, publisher.GetStats().Connects);
    }

    public static TheoryData<string, string> Mismatches => new()
    {
        { "CURVE", "NULL" },
        { "CURVE", "PLAIN" },
        { "NULL", "CURVE" },
        { "PLAIN", "CURVE" },
    };

    [Theory]
    [MemberData(nameof(Mismatches))]
    public async Task No_side_is_talked_down_to_another_mechanism(string server, string client)
    {
        // ZMTP-G4
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, server switch
        {
            "CURVE" => Server,
            "PLAIN" => Server with { Security = ZmqSecurity.PlainServer, Authenticate = AllowAsync },
            _ => Server with { Security = ZmqSecurity.None, Authenticate = AllowAsync },
        });
        Connect(
            Client with
            {
                Security = client switch
                {
                    "CURVE" => Client.Security,
                    "PLAIN" => ZmqSecurity.PlainClient("admin", "secret"),
                    _ => ZmqSecurity.None,
                },
            },
            endpoint);
        await HeardAsync(CloseReason.ProtocolViolation, $"mechanism is \"{client}\", this side's is \"{server}\"");
        await HeardAsync(CloseReason.ProtocolViolation, $"mechanism is \"{server}\", this side's is \"{client}\"");
        Assert.Equal(0, publisher.GetStats().Connects);
    }

    [Theory]
    [InlineData("00 01 41", "not encrypted")]
    [InlineData("00 21 07 4d455353414745 0000000000000009 00000000000000000000000000000000 00", "number 9 cannot be opened")]
    [InlineData("00 21 07 4d455353414745 0000000000000001 00000000000000000000000000000000 00", "which is not above")]
    public async Task Whoever_says_something_else_is_closed_and_nobody_else_is(string bytes, string words)
    {
        // ZMTP-C10
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, Server);
        ZmqSubscriber good = await _rig.SubscriberAsync(publisher, endpoint, Client, "");
        await using Tap tap = new(IPEndPoint.Parse(endpoint["tcp://".Length..]));
        await _rig.SubscriberAsync(publisher, $"tcp://127.0.0.1:{tap.Port}", Client, "");
        await tap.InjectAsync(Hex.Bytes(bytes));
        await HeardAsync(CloseReason.ProtocolViolation, words);
        publisher.Publish("hello"u8);
        Assert.Equal("hello", Text(await good.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task Keys_that_were_cleared_let_nobody_in_and_the_event_says_so()
    {
        ZmqCurveKeyPair keys = ZmqCurveKeyPair.Generate();
        _rig.Publisher(out string endpoint, Server with { Security = ZmqSecurity.CurveServer(keys) });
        keys.Dispose();
        Connect(Client with { Security = ZmqSecurity.CurveClient(keys.PublicKey) }, endpoint);
        await HeardAsync(CloseReason.HandlerFailed, "ZmqCurveKeyPair");
    }

    private static ValueTask<ZmqAuthenticationResult> AllowAsync(ZmqAuthenticationRequest request, CancellationToken cancellationToken) =>
        new(new ZmqAuthenticationResult(ZmqAuthenticationStatus.Allowed));

    private void Connect(ZmqOptions options, string endpoint) => _rig.Add(new ZmqSubscriber(options)).Connect(endpoint);

    private Task HeardAsync(CloseReason reason, string words) => Eventually.TrueAsync(
        () => _rig.Events.Any(one => one.Reason == reason && one.Text.Contains(words, StringComparison.Ordinal)),
        $"{reason}: {words}");
}
