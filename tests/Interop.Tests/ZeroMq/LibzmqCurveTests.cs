using System.Collections.Concurrent;
using Sockets.Interop.Tests.Support;
using Sockets.Interop.Tests.Tcp;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>
/// CURVE with libzmq in another process: who is refused, and how either side takes it; what is long; signs of life. Every pair of
/// socket types with the right keys is in <see cref="LibzmqMatrixTests"/>.
/// </summary>
public sealed class LibzmqCurveTests : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Stage _stage = new();
    private readonly List<ZmqSocket> _sockets = [];
    private readonly ConcurrentQueue<ZmqEvent> _events = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ZmqOptions Options => new() { Monitor = _events.Enqueue, Linger = TimeSpan.FromSeconds(10) };

    private ZmqOptions Server => Options with { Security = CurveKeys.OurServer, Authenticate = CurveKeys.AllowClientAsync };

    public async ValueTask DisposeAsync()
    {
        foreach (ZmqSocket socket in _sockets)
        {
            await socket.DisposeAsync().AsTask().WaitAsync(s_limit, CancellationToken.None);
        }

        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task A_libzmq_client_with_another_key_is_not_let_in()
    {
        ZmqPair pair = Add(new ZmqPair(Server));
        await PeerAsync("connect", pair.Bind("tcp://127.0.0.1:*"), CurveKeys.TheirClient(CurveKeys.Stranger));
        await HeardAsync(CloseReason.Unauthorized, "(400): nobody knows it");
        Assert.Equal(0, pair.GetStats().Connects);
    }

    [Fact]
    public async Task A_libzmq_client_that_means_another_server_is_not_let_in()
    {
        ZmqPair pair = Add(new ZmqPair(Server));
        await PeerAsync("connect", pair.Bind("tcp://127.0.0.1:*"), CurveKeys.TheirClient(server: CurveKeys.Stranger));
        await HeardAsync(CloseReason.Unauthorized, "made for another server's key");
        Assert.Equal(0, pair.GetStats().Connects);
    }

    [Theory]
    [InlineData("another key", CloseReason.Refused, "\"400\"")]
    [InlineData("another server", CloseReason.PeerClose, "a CURVE server that has another key")]
    public async Task A_libzmq_server_refuses_us_and_an_event_says_so(string what, CloseReason reason, string words)
    {
        await ConnectAsync(CurveKeys.TheirServer(), what == "another key"
            ? ZmqSecurity.CurveClient(CurveKeys.Server.PublicKey, CurveKeys.Stranger)
            : ZmqSecurity.CurveClient(CurveKeys.Stranger.PublicKey, CurveKeys.Client));
        await HeardAsync(reason, words);
    }

    [Theory]
    [InlineData("NULL", "CURVE")]
    [InlineData("CURVE", "NULL")]
    [InlineData("CURVE", "PLAIN")]
    public async Task No_side_is_talked_down_to_another_mechanism(string theirs, string ours)
    {
        ZmqPair pair = await ConnectAsync(theirs == "CURVE" ? CurveKeys.TheirServer() : [], ours switch
        {
            "CURVE" => CurveKeys.OurClient,
            "PLAIN" => ZmqSecurity.PlainClient("admin", "secret"),
            _ => ZmqSecurity.None,
        });

        // libzmq closes before it has said which mechanism is its own.
        await Until.HoldsAsync(() => _events.Any(one => one.Kind == ZmqEventKind.HandshakeFailed));
        Assert.Equal(0, pair.GetStats().Connects);
    }

    [Theory]
    [InlineData(Listener.Ours)]
    [InlineData(Listener.Peer)]
    public async Task A_message_of_60_MB_goes_both_ways(Listener listener)
    {
        Running peer;
        ZmqPair pair;
        if (listener == Listener.Ours)
        {
            pair = Add(new ZmqPair(Server));
            peer = await PeerAsync("connect", pair.Bind("tcp://127.0.0.1:*"), CurveKeys.TheirClient());
        }
        else
        {
            peer = await PeerAsync("bind", "tcp://127.0.0.1:*", CurveKeys.TheirServer());
            pair = Add(new ZmqPair(Options with { Security = CurveKeys.OurClient }));
            pair.Connect(await peer.ListeningAsync());
        }

        byte[] sent = new byte[60_000_000];
        new Random(Seed.Take()).NextBytes(sent);
        await pair.SendAsync(sent, Token);
        using ZmqMessage back = await pair.ReceiveAsync(Token).AsTask().WaitAsync(s_limit, Token);
        Assert.True(back.First.SequenceEqual(sent));
        await peer.FinishAsync();
    }

    [Theory]
    [InlineData("3.0")]
    [InlineData("3.1")]
    public async Task A_libzmq_subscriber_is_understood_in_either_form(string version)
    {
        ZmqPublisher publisher = Add(new ZmqPublisher(Server));
        string endpoint = publisher.Bind("tcp://127.0.0.1:*");
        await using OldVersion? between = version == "3.0" ? new OldVersion(endpoint) : null;
        Running peer = await PeerAsync("SUB", "connect", between?.Endpoint ?? endpoint, "receive", [.. CurveKeys.TheirClient(), "topic=AB"]);
        await publisher.WaitForSubscribersAsync(1, "AB"u8.ToArray(), Token).AsTask().WaitAsync(s_limit, Token);
        Assert.Equal(new PublishResult(0, 0, 0), publisher.Publish("AA"u8));
        Assert.Equal(new PublishResult(1, 1, 0), publisher.Publish("ABC"u8));
        await peer.SaysAsync("received 1");
        await peer.FinishAsync();
    }

    [Theory]
    [InlineData("3.0")]
    [InlineData("3.1")]
    public async Task A_libzmq_publisher_understands_us_in_either_form(string version)
    {
        Running peer = await PeerAsync("PUB", "bind", "tcp://127.0.0.1:*", "send", CurveKeys.TheirServer());
        string endpoint = await peer.ListeningAsync();
        await using OldVersion? between = version == "3.0" ? new OldVersion(endpoint) : null;
        ZmqSubscriber subscriber = Add(new ZmqSubscriber(Options with { Security = CurveKeys.OurClient }));
        subscriber.Subscribe("sync");
        subscriber.Connect(between?.Endpoint ?? endpoint);
        using ZmqMessage message = await subscriber.ReceiveAsync(Token).AsTask().WaitAsync(s_limit, Token);
        Assert.True(message.First.SequenceEqual("sync"u8));
        await peer.WriteAsync("go\n"u8.ToArray());
        await peer.FinishAsync();
    }

    [Fact]
    public async Task Signs_of_life_go_both_ways()
    {
        ZmqPair pair = Add(new ZmqPair(Server with
        {
            Heartbeat = new ZmqHeartbeat { Interval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromSeconds(3) },
        }));
        Running peer = await PeerAsync("connect", pair.Bind("tcp://127.0.0.1:*"), [.. CurveKeys.TheirClient(), "heartbeat=100"]);
        await pair.WaitForPeersAsync(1, Token).AsTask().WaitAsync(s_limit, Token);
        long before = pair.GetStats().Traffic.WireBytesReceived;

        // PING takes 42 octets and PONG 40: both have asked and answered several times.
        await Until.HoldsAsync(() => pair.GetStats().Traffic.WireBytesReceived > before + 500);
        Assert.Equal(1, pair.GetStats().Connects);
        peer.Signal(Signal.Stop);
        await HeardAsync(CloseReason.PeerSilent, "");
        peer.Signal(Signal.Continue);
    }

    /// <summary>Connects a socket of ours to a libzmq server.</summary>
    private async Task<ZmqPair> ConnectAsync(string[] theirs, ZmqSecurity ours)
    {
        Running peer = await PeerAsync("bind", "tcp://127.0.0.1:*", theirs);
        ZmqPair pair = Add(new ZmqPair(Options with { Security = ours }));
        pair.Connect(await peer.ListeningAsync());
        return pair;
    }

    private T Add<T>(T socket)
        where T : ZmqSocket
    {
        _sockets.Add(socket);
        return socket;
    }

    private Task HeardAsync(CloseReason reason, string words) => Until.HoldsAsync(
        () => _events.Any(one => one.Reason == reason && one.Text.Contains(words, StringComparison.Ordinal)));

    /// <summary>A PAIR that echoes one message.</summary>
    private Task<Running> PeerAsync(string manner, string endpoint, string[] options) => PeerAsync("PAIR", manner, endpoint, "echo", options);

    private async Task<Running> PeerAsync(string type, string manner, string endpoint, string action, string[] options) => _stage.Program(
        await Peers.PythonWithAsync("zmq"),
        [Path.Combine(AppContext.BaseDirectory, "Peers", "zmq_peer.py"), type, manner, endpoint, action, "1", .. options]);
}
