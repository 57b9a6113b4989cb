using System.Net;
using System.Threading.Channels;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>
/// A server whose clients are raw peers. Its clock stands still, so that no heartbeat comes uncalled for, and its pool is
/// checked when everything has ended.
/// </summary>
internal sealed class ServerRig : IAsyncDisposable
{
    private readonly CheckedPool _pool = new();
    private readonly List<RawPeer> _peers = [];
    private readonly Channel<RefusedConnection> _refused = Channel.CreateUnbounded<RefusedConnection>();

    public ServerRig(Func<MessageServerOptions, MessageServerOptions>? change = null)
    {
        var options = new MessageServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Handler = Handler,
            TimeProvider = Time,
            Pool = _pool.Pool,
            OnRefused = refused => _refused.Writer.TryWrite(refused),
        };
        Server = MessageServer.Start(change?.Invoke(options) ?? options);
    }

    public ManualTime Time { get; } = new();

    public Recorder Handler { get; } = new();

    public MessageServer Server { get; }

    /// <summary>Pooled blocks that are lent out now.</summary>
    public long Outstanding => _pool.Outstanding;

    /// <summary>A connection on which nothing was said yet.</summary>
    public async Task<RawPeer> ConnectAsync()
    {
        RawPeer peer = await RawPeer.ConnectAsync(Server.LocalEndPoint);
        _peers.Add(peer);
        return peer;
    }

    /// <summary>A connection whose handshake is done.</summary>
    public async Task<RawPeer> OpenAsync(string? hello = null)
    {
        RawPeer peer = await ConnectAsync();
        await peer.SendAsync($"{Trn1Text.Preamble} {hello ?? Trn1Text.Hello()}");
        string welcome = await peer.ReadFrameAsync();
        Assert.StartsWith("54 00 00 00 02 00 00 00", welcome, StringComparison.Ordinal);
        return peer;
    }

    /// <summary>The next connection that was not let in.</summary>
    public Task<RefusedConnection> RefusedAsync() => _refused.Reader.ReadAsync().WithinAsync();

    public async ValueTask DisposeAsync()
    {
        _peers.ForEach(peer => peer.Dispose());
        await Server.DisposeAsync().WithinAsync();
        _pool.Dispose();
    }
}
