using System.Net;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// A client, a server and the server's side of their session, over the loopback. Both use a checked pool; disposal
/// closes the session and checks the counters and the pool.
/// </summary>
internal sealed class Loopback : IAsyncDisposable
{
    /// <summary>Heartbeats as often as they can be, and five seconds of patience: a loaded machine is not a dead peer.</summary>
    public static readonly SessionOptions OftenHeard = new() { HeartbeatInterval = TimeSpan.FromMilliseconds(50), DeadAfterMissed = 100 };

    private readonly CheckedPool _pool;

    private Loopback(CheckedPool pool, MessageServer server, MessageClient client)
    {
        _pool = pool;
        Server = server;
        Client = client;
        Accepted = server.Connections.Single();
    }

    public MessageServer Server { get; }

    public MessageClient Client { get; }

    /// <summary>The server's side.</summary>
    public MessageConnection Accepted { get; }

    /// <summary>Blocks lent out to both sides.</summary>
    public long Outstanding => _pool.Outstanding;

    /// <summary>Connects with these options; the end points and the pools are the test's.</summary>
    public static async Task<Loopback> ConnectAsync(MessageServerOptions server, MessageClientOptions client)
    {
        CheckedPool pool = new();
        MessageServer listening = MessageServer.Start(server with { Pool = pool.Pool });
        MessageClient connected = await MessageClient.ConnectAsync(
            client with { EndPoint = listening.LocalEndPoint, Pool = pool.Pool }, TestContext.Current.CancellationToken);
        return new Loopback(pool, listening, connected);
    }

    /// <summary>Options of a server on any free port.</summary>
    public static MessageServerOptions ServerOptions() => new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };

    /// <summary>Options of a client whose end point is filled in later.</summary>
    public static MessageClientOptions ClientOptions() => new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().WithinAsync();
        await Accepted.DisposeAsync().WithinAsync();
        await Server.DisposeAsync().WithinAsync();

        // A handler outlives its connection, and holds the request's payload until it ends.
        await Eventually.TrueAsync(() => Client.Connection.GetRequestStats().Serving + Accepted.GetRequestStats().Serving == 0);
        Assert.Equal(0, Client.Connection.Checked().MessagesPending);
        Assert.Equal(0, Accepted.Checked().MessagesPending);
        Assert.Equal(0, Client.Connection.CheckedRequests().Pending);
        Assert.Equal(0, Accepted.CheckedRequests().Pending);
        _pool.Dispose();
    }
}
