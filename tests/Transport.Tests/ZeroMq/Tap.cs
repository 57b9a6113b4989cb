using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Somebody between one client and a server, who sees what passes and can add to what the client sends.</summary>
internal sealed class Tap : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient _toServer = new();
    private readonly List<byte> _seen = [];
    private readonly Task _running;
    private TcpClient? _toClient;

    public Tap(IPEndPoint server)
    {
        _listener.Start();
        _running = RunAsync(server);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether this passed, in either direction.</summary>
    public bool Seen(ReadOnlySpan<byte> bytes)
    {
        lock (_seen)
        {
            return _seen.ToArray().AsSpan().IndexOf(bytes) >= 0;
        }
    }

    /// <summary>Adds to what the client sends.</summary>
    public async Task InjectAsync(byte[] bytes) => await _toServer.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _toServer.Dispose();
        _toClient?.Dispose();
        await _running;
    }

    private async Task RunAsync(IPEndPoint server)
    {
        try
        {
            _toClient = await _listener.AcceptTcpClientAsync();
            await _toServer.ConnectAsync(server);
            await Task.WhenAll(PassAsync(_toClient, _toServer), PassAsync(_toServer, _toClient));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One of them has gone, or the test is over.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to)
    {
        byte[] piece = new byte[4096];
        while (await from.GetStream().ReadAsync(piece) is > 0 and int read)
        {
            lock (_seen)
            {
                _seen.AddRange(piece.AsSpan(0, read));
            }

            await to.GetStream().WriteAsync(piece.AsMemory(0, read));
        }

        to.Dispose();
    }
}
