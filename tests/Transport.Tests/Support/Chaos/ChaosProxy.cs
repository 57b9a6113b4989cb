using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Tests.Support.Chaos;

/// <summary>
/// A TCP proxy that does to connections what networks do: delays, throttles, splits, stalls, ends one direction, resets,
/// swallows. The next connection gets the next weather of the forecast, and beyond the forecast it is fair.
/// </summary>
internal sealed class ChaosProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly EndPoint _server;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<(Weather ToServer, Weather ToClient)> _forecast;
    private readonly List<ChaosConnection> _connections = [];
    private readonly CancellationTokenSource _over = new();
    private readonly Task _accepting;

    /// <param name="server">Where connections go.</param>
    /// <param name="time">The clock of its delays.</param>
    /// <param name="forecast">What becomes of the first connections, in their order.</param>
    public ChaosProxy(EndPoint server, TimeProvider time, params IEnumerable<(Weather ToServer, Weather ToClient)> forecast)
    {
        _server = server;
        _time = time;
        _forecast = new(forecast);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public EndPoint EndPoint => _listener.LocalEndPoint!;

    /// <summary>All connections so far, the oldest first.</summary>
    public ChaosConnection[] Connections
    {
        get
        {
            lock (_connections)
            {
                return [.. _connections];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _accepting.WithinAsync();
        foreach (ChaosConnection connection in Connections)
        {
            await connection.DisposeAsync();
        }

        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket? client = null;
            Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                client = await _listener.AcceptAsync(_over.Token);
                await server.ConnectAsync(_server, _over.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                client?.Dispose();
                server.Dispose();
                if (_over.IsCancellationRequested)
                {
                    return;
                }

                continue;
            }

            client.NoDelay = server.NoDelay = true;
            (Weather toServer, Weather toClient) = _forecast.TryDequeue(out var next) ? next : (Weather.Fair, Weather.Fair);
            lock (_connections)
            {
                _connections.Add(new ChaosConnection(client, server, toServer, toClient, _time));
            }
        }
    }
}
