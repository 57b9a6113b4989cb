using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Two ends of a framed connection over real sockets. Disposal closes both and checks the counters and the pool.</summary>
internal sealed class FramedLoopback : IAsyncDisposable
{
    private readonly CheckedPool _pool;

    private FramedLoopback(CheckedPool pool, FramedListener listener, FramedConnection client, FramedConnection accepted)
    {
        _pool = pool;
        Listener = listener;
        Client = client;
        Accepted = accepted;
    }

    public FramedListener Listener { get; }

    public FramedConnection Client { get; }

    public FramedConnection Accepted { get; }

    public long Outstanding => _pool.Outstanding;

    public static Task<FramedLoopback> ConnectAsync(FrameFormat format) =>
        ConnectAsync(new FramedConnectionOptions { Format = format }, new FramedConnectionOptions { Format = format });

    public static async Task<FramedLoopback> ConnectAsync(
        FramedConnectionOptions server, FramedConnectionOptions client, EndPoint? endPoint = null)
    {
        CheckedPool pool = new();
        FramedListener listener = FramedListener.Start(
            endPoint ?? new IPEndPoint(IPAddress.Loopback, 0), server with { Pool = pool.Pool });
        FramedConnection connected = await FramedConnection.ConnectAsync(
            listener.LocalEndPoint, client with { Pool = pool.Pool }, TestContext.Current.CancellationToken);
        FramedConnection accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        return new FramedLoopback(pool, listener, connected, accepted);
    }

    /// <summary>A path for a Unix socket that nothing has yet.</summary>
    public static UnixDomainSocketEndPoint NewPath() => new(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.sock"));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Client.DisposeAsync().AsTask(), Accepted.DisposeAsync().AsTask()).WithinAsync();
        await Listener.DisposeAsync().AsTask().WithinAsync();
        Assert.Equal(0, Client.CheckedAtRest().MessagesPending);
        Assert.Equal(0, Accepted.CheckedAtRest().MessagesPending);
        _pool.Dispose();
    }
}
