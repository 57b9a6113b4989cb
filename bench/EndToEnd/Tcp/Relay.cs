using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Sockets.EndToEnd.Tcp;

/// <summary>Carries connections to a server, and swallows and cuts them when told.</summary>
internal sealed class Relay : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly EndPoint _server;
    private Socket? _near;
    private Socket? _far;

    // Of the connection that is there: what it has swallowed once never arrives later.
    private StrongBox<bool> _swallows = new();

    public Relay(EndPoint server)
    {
        _server = server;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public EndPoint EndPoint => _listener.LocalEndPoint!;

    /// <summary>From now on nothing arrives at the server; whoever sends is not told.</summary>
    public void Swallow() => Volatile.Write(ref _swallows.Value, value: true);

    /// <summary>Resets the connection at both ends.</summary>
    public void Cut()
    {
        // A client that comes back at once must not have its new connection cut.
        (Socket? near, Socket? far) = (_near, _far);
        Reset(near);
        Reset(far);
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private static void Reset(Socket? socket)
    {
        try
        {
            socket?.LingerState = new LingerOption(enable: true, seconds: 0);
            socket?.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // The other direction was first.
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket near = await _listener.AcceptAsync();
                Socket far = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await far.ConnectAsync(_server);
                near.NoDelay = far.NoDelay = true;
                (_near, _far, _swallows) = (near, far, new StrongBox<bool>());
                _ = CarryAsync(near, far, _swallows);
                _ = CarryAsync(far, near, swallows: new StrongBox<bool>());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was disposed.
        }
    }

    private static async Task CarryAsync(Socket from, Socket to, StrongBox<bool> swallows)
    {
        byte[] buffer = new byte[256 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                for (int sent = 0; sent < count && !Volatile.Read(ref swallows.Value);)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was cut, or one end did: the other one is told.
            Reset(from);
            Reset(to);
        }
    }
}
