using Sockets.Transport.Tcp;
using Sockets.Transport.Tcp.Internal.Sessions;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// Both sides of a session over a pair of links without a kernel, on a clock that the test moves. Disposal aborts what
/// still lives and checks the pool and the counters.
/// </summary>
internal sealed class SessionRig : IAsyncDisposable
{
    /// <summary>How long the clock may jump at once: no deadline of the tests is nearer.</summary>
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    private readonly CheckedPool _pool = new();

    private SessionRig(SideSetup client, SideSetup server, int capacity)
    {
        (ClientLink, ServerLink) = TestLink.Pair(capacity);
        Client = Make(ClientLink, SessionRole.Client, client);
        Server = Make(ServerLink, SessionRole.Server, server);
    }

    public ManualTime Time { get; } = new();

    public TestLink ClientLink { get; }

    public TestLink ServerLink { get; }

    public MessageConnection Client { get; }

    public MessageConnection Server { get; }

    public static async Task<SessionRig> StartAsync(SideSetup? client = null, SideSetup? server = null, int capacity = 1 << 20)
    {
        SessionRig rig = new(client ?? new SideSetup(), server ?? new SideSetup(), capacity);
        rig.Server.Begin();
        rig.Client.Begin();
        await Task.WhenAll(rig.Client.WaitEstablishedAsync(), rig.Server.WaitEstablishedAsync()).WithinAsync();
        return rig;
    }

    /// <summary>Lets time pass, tick by tick; what the ticks send arrives before the next.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += s_step)
        {
            Time.Advance(s_step);
            await Eventually.TrueAsync(() => ClientLink.IsQuiet && ServerLink.IsQuiet);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MessageConnection side in new[] { Client, Server })
        {
            side.Abort();
            await side.DisposeAsync().AsTask().WithinAsync();
            Assert.Equal(0, side.CheckedAtRest().MessagesPending);
            Assert.Equal(0, side.CheckedRequests().Pending);
        }

        _pool.Dispose();
    }

    private MessageConnection Make(TestLink link, SessionRole role, SideSetup side) => new(
        link,
        role,
        new SessionSetup
        {
            Driver = Driver.Async,
            Session = side.Session,
            Limits = side.Limits,
            Handler = side.Handler,
            Requests = side.Requests,
            Time = Time,
            Pool = _pool.Pool,
            Identity = Guid.Empty,
        },
        onEstablished: null,
        onEnded: null);

    /// <summary>What one side is told.</summary>
    internal sealed record SideSetup
    {
        public SessionOptions Session { get; init; } = new();

        public ConnectionLimits Limits { get; init; } = new();

        public IMessageHandler? Handler { get; init; }

        public RequestOptions Requests { get; init; } = new();
    }
}
