using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>A client whose server is a raw peer. Its clock stands still, and its pool is checked when everything has ended.</summary>
internal sealed class ClientRig : IAsyncDisposable
{
    /// <summary>What the first thing takes that a client says.</summary>
    public const int PreambleAndHello = 8 + 8 + 52;

    private readonly CheckedPool _pool = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<RawPeer> _peers = [];
    private readonly List<Task<MessageClient>> _clients = [];
    private readonly MessageClientOptions _options;

    public ClientRig(Func<MessageClientOptions, MessageClientOptions>? change = null)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        var options = new MessageClientOptions
        {
            EndPoint = _listener.LocalEndPoint!,
            TimeProvider = Time,
            Pool = _pool.Pool,
        };
        _options = change?.Invoke(options) ?? options;
    }

    public ManualTime Time { get; } = new();

    /// <summary>Pooled blocks that are lent out now.</summary>
    public long Outstanding => _pool.Outstanding;

    /// <summary>A client that has connected and waits for the handshake's answer, and its server.</summary>
    public async Task<(Task<MessageClient> Connecting, RawPeer Peer)> StartAsync()
    {
        Task<MessageClient> connecting = MessageClient.ConnectAsync(_options, TestContext.Current.CancellationToken).AsTask();
        _clients.Add(connecting);
        return (connecting, await AcceptAsync());
    }

    /// <summary>The server of the next connection.</summary>
    public async Task<RawPeer> AcceptAsync()
    {
        RawPeer peer = new(await _listener.AcceptAsync(TestContext.Current.CancellationToken).WithinAsync());
        _peers.Add(peer);
        return peer;
    }

    /// <summary>
    /// A client that has said HELLO and is done with saying it: what it is answered cannot cut short its own thread, which
    /// would otherwise cost an ERROR that a test wants to see.
    /// </summary>
    public async Task<(Task<MessageClient> Connecting, RawPeer Peer, string Hello)> GreetAsync()
    {
        long before = Outstanding;
        (Task<MessageClient> connecting, RawPeer peer) = await StartAsync();
        string hello = await peer.ReadAsync(PreambleAndHello);

        // A loop with a thread of its own waits with its receive buffer in hand.
        int held = _options.Driver == Driver.Async ? 0 : 1;
        await Eventually.TrueAsync(() => Outstanding == before + held);
        return (connecting, peer, hello);
    }

    /// <summary>A client whose handshake is done, and its server.</summary>
    public async Task<(MessageClient Client, RawPeer Peer)> OpenAsync(string? welcome = null)
    {
        (Task<MessageClient> connecting, RawPeer peer, string hello) = await GreetAsync();
        Assert.StartsWith($"{Trn1Text.Preamble} 34 00 00 00 01 00 00 00", hello, StringComparison.Ordinal);
        await peer.SendAsync(welcome ?? Trn1Text.Welcome());
        return (await connecting.WithinAsync(), peer);
    }

    public async ValueTask DisposeAsync()
    {
        _peers.ForEach(peer => peer.Dispose());
        _listener.Dispose();
        foreach (Task<MessageClient> connecting in _clients)
        {
            try
            {
                MessageClient client = await connecting.WithinAsync();
                await client.DisposeAsync().WithinAsync();
            }
            catch (TransportException)
            {
                // It never was one.
            }
        }

        _pool.Dispose();
    }
}
