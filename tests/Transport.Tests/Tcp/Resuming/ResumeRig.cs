using System.Collections.Concurrent;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tcp.Internal.Sessions;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>
/// Both sides of a session that can be resumed, without a kernel. Each connection is a pair of links through which only
/// so much arrives; the next one is made as soon as the client is away, or when the test says so. Disposal aborts what
/// still lives and checks the pool and the counters.
/// </summary>
internal sealed class ResumeRig : IAsyncDisposable, IReturnPath
{
    private readonly CheckedPool _pool = new();
    private readonly Setup _setup;
    private readonly List<MessageConnection> _doors = [];
    private readonly Lock _gate = new();
    private MessageSession? _waiting;
    private int _made;
    private bool _held;

    public ResumeRig(Setup setup)
    {
        _setup = setup;
        Table = new ResumeTable(setup.Server.MaxParked, new FailedAttempts(limit: 10, Time));
        (TestLink client, TestLink server) = TestLink.Pair(1 << 20);
        (int toServer, int toClient) = NextLimits();
        ClientLink = client;
        Client = Make(new BoundedLink(client, toClient), SessionRole.Client);
        Server = Make(Serve(server, toServer), SessionRole.Server);
    }

    public ManualTime Time { get; } = new();

    public ResumeTable Table { get; private set; }

    public MessageConnection Client { get; }

    public MessageConnection Server { get; }

    /// <summary>The client's end of the newest connection.</summary>
    public TestLink ClientLink { get; private set; }

    /// <summary>How many bytes arrived at the server on the first connection.</summary>
    public BoundedLink? FirstAtServer { get; private set; }

    public ConcurrentQueue<ResumeEvent> ClientEvents { get; } = new();

    public ConcurrentQueue<ResumeEvent> ServerEvents { get; } = new();

    /// <summary>Runs when the client is told of something.</summary>
    public Action<ResumeEvent> OnClientEvent { get; set; } = static _ => { };

    public async Task StartAsync()
    {
        Server.Begin();
        Client.Begin();
        await Task.WhenAll(Client.WaitEstablishedAsync(), Server.WaitEstablishedAsync()).WithinAsync();
    }

    /// <summary>From now on the client finds nobody.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _held = true;
        }
    }

    /// <summary>The network is back.</summary>
    public void LetGo()
    {
        MessageSession? waiting;
        lock (_gate)
        {
            _held = false;
            waiting = _waiting;
            _waiting = null;
        }

        if (waiting is not null)
        {
            Return(waiting);
        }
    }

    /// <summary>The server process is another one now.</summary>
    public void Forget() => Table = new ResumeTable(maxParked: 10, new FailedAttempts(limit: 10, Time));

    /// <summary>Cuts the newest connection; both sides are told.</summary>
    public void Cut() => ClientLink.FailReceiving(System.Net.Sockets.SocketError.ConnectionReset);

    public void OnResumable(MessageSession session)
    {
    }

    public void OnAway(MessageSession session)
    {
        lock (_gate)
        {
            if (_held)
            {
                _waiting = session;
                return;
            }
        }

        if (session.IsUnknownThere)
        {
            session.Close(CloseReason.SessionLost, session.CutError);
            return;
        }

        Return(session);
    }

    public void OnBack(MessageSession session)
    {
    }

    public void OnEnded(MessageSession session)
    {
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MessageConnection side in new[] { Client, Server }.Concat(_doors))
        {
            side.Abort();
            await side.DisposeAsync().AsTask().WithinAsync();
            Assert.Equal(0, side.CheckedAtRest().MessagesPending);
        }

        _pool.Dispose();
    }

    private void Return(MessageSession session)
    {
        (TestLink client, TestLink server) = TestLink.Pair(1 << 20);
        (int toServer, int toClient) = NextLimits();
        ClientLink = client;
        MessageConnection door = Make(Serve(server, toServer), SessionRole.Server);
        lock (_gate)
        {
            _doors.Add(door);
        }

        door.Begin();
        var arrival = new Arrival(new BoundedLink(client, toClient), default, Place: null);
        if (!session.TryReturn(arrival))
        {
            arrival.Dispose();
        }
    }

    private (int ToServer, int ToClient) NextLimits()
    {
        int made = _made++;
        return made < _setup.Limits.Count ? _setup.Limits[made] : (int.MaxValue, int.MaxValue);
    }

    private BoundedLink Serve(TestLink link, int bytes)
    {
        BoundedLink bounded = new(link, bytes);
        FirstAtServer ??= bounded;
        return bounded;
    }

    private MessageConnection Make(Sockets.Transport.Links.IStreamLink link, SessionRole role)
    {
        bool isClient = role == SessionRole.Client;
        ResumeOptions resume = isClient ? _setup.Client : _setup.Server;
        ConcurrentQueue<ResumeEvent> events = isClient ? ClientEvents : ServerEvents;
        return new MessageConnection(
            link,
            role,
            new SessionSetup
            {
                Driver = Driver.Async,
                Session = _setup.Session,
                Limits = _setup.Connection,
                Handler = null,
                Requests = new() { Handler = _setup.Handler },
                Time = Time,
                Pool = _pool.Pool,
                Resume = resume with
                {
                    OnEvent = (_, told) =>
                    {
                        events.Enqueue(told);
                        if (isClient)
                        {
                            OnClientEvent(told);
                        }
                    },
                },
                ReturnPath = isClient ? this : Table,
                ResumeTable = isClient ? null : Table,
                Identity = Guid.Empty,
            },
            onEstablished: null,
            onEnded: null);
    }

    /// <summary>What the rig is made of.</summary>
    internal sealed record Setup
    {
        public SessionOptions Session { get; init; } = new();

        public ConnectionLimits Connection { get; init; } = new();

        public ResumeOptions Client { get; init; } = new();

        public ResumeOptions Server { get; init; } = new();

        public RequestHandler? Handler { get; init; }

        /// <summary>How many bytes arrive at the server and at the client on each connection; beyond the list, all.</summary>
        public IReadOnlyList<(int ToServer, int ToClient)> Limits { get; init; } = [];
    }
}
