using System.Net;
using System.Net.Sockets;

namespace Sockets.Interop.Tests.ZeroMq;

/// <summary>Passes everything on between one client and a server, but makes each take the other for one that speaks ZMTP 3.0.</summary>
internal sealed class OldVersion : IAsyncDisposable
{
    /// <summary>Where the minor version stands in a greeting.</summary>
    private const int Minor = 11;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient _server = new();
    private readonly Task _running;
    private TcpClient? _client;

    /// <param name="server">The server's endpoint.</param>
    public OldVersion(string server)
    {
        _listener.Start();
        _running = RunAsync(IPEndPoint.Parse(server["tcp://".Length..]));
    }

    public string Endpoint => $"tcp://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _server.Dispose();
        _client?.Dispose();
        await _running;
    }

    private static async Task PassAsync(TcpClient from, TcpClient to)
    {
        byte[] piece = new byte[4096];
        int passed = 0;
        while (await from.GetStream().ReadAsync(piece) is > 0 and int read)
        {
            if (passed <= Minor && passed + read > Minor)
            {
                piece[Minor - passed] = 0;
            }

            passed += read;
            await to.GetStream().WriteAsync(piece.AsMemory(0, read));
        }

        to.Dispose();
    }

    private async Task RunAsync(IPEndPoint server)
    {
        try
        {
            _client = await _listener.AcceptTcpClientAsync();
            await _server.ConnectAsync(server);
            await Task.WhenAll(PassAsync(_client, _server), PassAsync(_server, _client));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One of them has gone, or the test is over.
        }
    }
}
