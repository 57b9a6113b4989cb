using System.Net.Sockets;

namespace Sockets.Transport.Tests.Support.Chaos;

/// <summary>One connection through a proxy: two sockets, and a direction each way.</summary>
internal sealed class ChaosConnection : IAsyncDisposable
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _carrying;

    public ChaosConnection(Socket client, Socket server, Weather toServer, Weather toClient, TimeProvider time)
    {
        _client = client;
        _server = server;
        ToServer = new ChaosDirection(client, server, toServer, time, Reset);
        ToClient = new ChaosDirection(server, client, toClient, time, Reset);
        _carrying = Task.WhenAll(ToServer.CarryAsync(_over.Token), ToClient.CarryAsync(_over.Token));
    }

    public ChaosDirection ToServer { get; }

    public ChaosDirection ToClient { get; }

    /// <summary>Both ends are reset now.</summary>
    public void Reset()
    {
        foreach (Socket socket in (Socket[])[_client, _server])
        {
            try
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It was reset before.
            }

            socket.Dispose();
        }

        _over.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Reset();
        await _carrying.WithinAsync();
        _over.Dispose();
    }
}
