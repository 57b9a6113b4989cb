using System.Collections.Concurrent;
using Sockets.Interop.Tests.Support;
using Sockets.Interop.Tests.Tcp;
using Sockets.Transport.ZeroMq;

namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>Sockets of ours, libzmq's in other processes, and what brings them together. When it is disposed, all of them are.</summary>
internal sealed class LibzmqStage : IAsyncDisposable
{
    /// <summary>Far more than anything here takes: it only turns a hang into a failure.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Stage _stage = new();
    private readonly List<ZmqSocket> _sockets = [];

    /// <summary>What our sockets' monitors heard.</summary>
    public ConcurrentQueue<ZmqEvent> Events { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (ZmqSocket socket in _sockets)
        {
            await socket.DisposeAsync().AsTask().WaitAsync(Limit, CancellationToken.None);
        }

        await _stage.DisposeAsync();
    }

    /// <summary>An endpoint to bind.</summary>
    public string Place(Way way) => way == Way.Ipc ? $"ipc://{_stage["s"]}" : "tcp://127.0.0.1:*";

    /// <summary>Options of ours for a mechanism.</summary>
    public ZmqOptions Options(Mechanism mechanism = Mechanism.Null) => new()
    {
        Linger = TimeSpan.FromSeconds(10),
        Monitor = Events.Enqueue,
        Security = mechanism switch
        {
            Mechanism.PlainClient => ZmqSecurity.PlainClient("admin", "secret"),
            Mechanism.PlainServer => ZmqSecurity.PlainServer,
            Mechanism.CurveClient => CurveKeys.OurClient,
            Mechanism.CurveServer => CurveKeys.OurServer,
            _ => ZmqSecurity.None,
        },
        Authenticate = mechanism switch
        {
            Mechanism.PlainServer => static (request, _) => new(new ZmqAuthenticationResult(
                request is { User: "admin", Password: "secret" } ? ZmqAuthenticationStatus.Allowed : ZmqAuthenticationStatus.Denied)),
            Mechanism.CurveServer => CurveKeys.AllowClientAsync,
            _ => null,
        },
    };

    /// <summary>Disposes the socket with the stage.</summary>
    public T Add<T>(T socket)
        where T : ZmqSocket
    {
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>A socket of ours; one that subscribes wants everything.</summary>
    public ZmqSocket Make(string type, ZmqOptions options)
    {
        ZmqSocket socket = Add<ZmqSocket>(type switch
        {
            "PUB" => new ZmqPublisher(options),
            "SUB" => new ZmqSubscriber(options),
            "XPUB" => new ZmqXPublisher(options),
            "XSUB" => new ZmqXSubscriber(options),
            "PUSH" => new ZmqPush(options),
            "PULL" => new ZmqPull(options),
            "PAIR" => new ZmqPair(options),
            "DEALER" => new ZmqDealer(options),
            "ROUTER" => new ZmqRouter(options),
            "REQ" => new ZmqRequester(options),
            _ => new ZmqReplier(options),
        });
        (socket as ZmqSubscriber)?.Subscribe("");
        (socket as ZmqXSubscriber)?.Subscribe(""u8);
        return socket;
    }

    /// <summary>Connects one to the other.</summary>
    public async Task<Running> MeetAsync(
        ZmqSocket socket, string theirs, string action, int count, Listener listener, Way way, Mechanism mechanism, params string[] options)
    {
        string[] all = mechanism switch
        {
            Mechanism.PlainServer => [.. options, "mechanism=client", "password=secret"],
            Mechanism.PlainClient => [.. options, "mechanism=server"],
            Mechanism.CurveServer => [.. options, .. CurveKeys.TheirClient()],
            Mechanism.CurveClient => [.. options, .. CurveKeys.TheirServer()],
            _ => options,
        };
        if (listener == Listener.Ours)
        {
            return await PeerAsync(theirs, "connect", socket.Bind(Place(way)), action, count, all);
        }

        Running peer = await PeerAsync(theirs, "bind", Place(way), action, count, all);
        socket.Connect(await peer.ListeningAsync());
        return peer;
    }

    /// <summary>Starts zmq_peer.py.</summary>
    public async Task<Running> PeerAsync(string type, string manner, string endpoint, string action, int count, params string[] options) =>
        _stage.Program(
            await Peers.PythonWithAsync("zmq"),
            [Path.Combine(AppContext.BaseDirectory, "Peers", "zmq_peer.py"), type, manner, endpoint, action, $"{count}", .. options]);

    /// <summary>Waits for an event.</summary>
    public Task HeardAsync(Func<ZmqEvent, bool> what) => Until.HoldsAsync(() => Events.Any(what));

    /// <summary>The next message, in bounded time.</summary>
    public static Task<ZmqMessage> ReceiveAsync(ZmqReceivingSocket socket) => socket.ReceiveAsync(Token).AsTask().WaitAsync(Limit, Token);
}
