using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>A listening socket. While the system gives it no socket for whoever waits, it pauses and tries again.</summary>
internal sealed class StreamListener : IDisposable
{
    /// <summary>Pause after the process ran out of descriptors, doubling up to the longest: nats-server's figures.</summary>
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly string? _path;
    private readonly TimeProvider _time;
    private readonly SystemAccept _accept;
    private volatile bool _disposed;

    private StreamListener(Socket socket, string? path, TimeProvider time, SystemAccept accept)
    {
        StartTimerThread();
        _socket = socket;
        _path = path;
        _time = time;
        _accept = accept;
        LocalEndPoint = socket.LocalEndPoint!;
    }

    /// <summary>Takes the next connection from a listening socket, as the system's call does.</summary>
    /// <exception cref="SocketException">There is none to be had now: the peer has gone, or the system is out of something.</exception>
    internal delegate ValueTask<Socket> SystemAccept(Socket listening, CancellationToken cancellationToken);

    /// <summary>The address it really has; port 0 was replaced by the kernel's choice.</summary>
    public EndPoint LocalEndPoint { get; }

    /// <summary>Binds and listens.</summary>
    /// <param name="endPoint">Where.</param>
    /// <param name="backlog">How many may wait in the kernel.</param>
    /// <param name="time">What it pauses by; null for the system's clock.</param>
    /// <param name="accept">How it takes a connection; null for the system's way.</param>
    /// <exception cref="TransportException">The address cannot be used; the text says why.</exception>
    public static StreamListener Start(EndPoint endPoint, int backlog, TimeProvider? time = null, SystemAccept? accept = null)
    {
        endPoint = endPoint is DnsEndPoint name ? new IPEndPoint(HostLookup.Resolve(name)[0], name.Port) : endPoint;
        string? path = endPoint is UnixDomainSocketEndPoint ? PathOf(endPoint) : null;
        if (path is not null)
        {
            RemoveStale(path, endPoint);
        }

        Socket socket = SocketOptions.NewStream(endPoint);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(backlog);
            return new StreamListener(
                socket, path, time ?? TimeProvider.System, accept ?? (static (listening, token) => listening.AcceptAsync(token)));
        }
        catch (Exception e) when (e is SocketException or ArgumentException or IOException)
        {
            socket.Dispose();
            throw CannotListen(endPoint, e);
        }
    }

    /// <summary>Hands over one connection after the other, until it is stopped or disposed.</summary>
    /// <param name="admit">Takes the socket over.</param>
    /// <param name="onPause">Told why it pauses, once until the next connection.</param>
    /// <param name="stop">Ends it.</param>
    public async Task AcceptAllAsync(Action<Socket> admit, Action<SocketError> onPause, CancellationToken stop)
    {
        try
        {
            while (await AcceptAsync(onPause, stop).ConfigureAwait(false) is { } socket)
            {
                admit(socket);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>Waits for a connection. Out of descriptors, it pauses and goes on; null when the listener was disposed.</summary>
    /// <param name="onPause">Told why it pauses, once until the next connection.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<Socket?> AcceptAsync(Action<SocketError> onPause, CancellationToken cancellationToken)
    {
        TimeSpan pause = s_shortestPause;
        while (true)
        {
            try
            {
                Socket socket = await _accept(_socket, cancellationToken).ConfigureAwait(false);
                if (TryTune(socket))
                {
                    return socket;
                }
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // The peer was gone before it was accepted.
            }
            catch (SocketException e) when (!_disposed)
            {
                // Out of descriptors or buffers, or something nobody foresaw: accepting goes on, without spinning.
                if (pause == s_shortestPause)
                {
                    onPause(e.SocketErrorCode);
                }

                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return null;
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _socket.Dispose();
        try
        {
            if (_path is not null)
            {
                File.Delete(_path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody's else now, or not ours to remove any more: the next to bind it is told, or removes it.
        }
    }

    /// <summary>
    /// The runtime starts the thread of its timers with the first timer. It cannot when something else in the process has taken
    /// the last descriptor, which <see cref="Descriptors"/> cannot prevent: the pause that is for that very moment would throw,
    /// and nobody would be accepted any more.
    /// </summary>
    private static void StartTimerThread() => new Timer(static _ => { }, state: null, dueTime: 1, Timeout.Infinite).Dispose();

    /// <summary>A socket whose peer has gone meanwhile cannot be tuned, and need not be.</summary>
    private static bool TryTune(Socket socket)
    {
        try
        {
            SocketOptions.Tune(socket);
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }

    /// <summary>The file of a Unix socket; null for an abstract name, which has none.</summary>
    private static string? PathOf(EndPoint endPoint)
    {
        string name = endPoint.ToString()!;
        return name.StartsWith('@') ? null : name;
    }

    /// <summary>
    /// A socket file that nobody listens on is what a crashed process leaves behind: it goes. Any other file is somebody's
    /// and stays; where the system cannot tell them apart, so does the socket's.
    /// </summary>
    private static void RemoveStale(string path, EndPoint endPoint)
    {
        if (!OperatingSystem.IsLinux() || !Libc.IsSocketFile(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // Binding will say what is wrong.
        }
    }

    private static ConnectionClosedException CannotListen(EndPoint endPoint, Exception error)
    {
        string hint = (error as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse when endPoint is UnixDomainSocketEndPoint =>
                "the path is in use: stop the other listener, or delete the file if nobody needs it",
            SocketError.AddressAlreadyInUse => "the address is in use: stop the other listener or choose another port",
            SocketError.AccessDenied => "not permitted: ports below 1024 and foreign folders need more rights",
            SocketError.AddressNotAvailable => "this host does not have that address",
            _ => error.Message,
        };
        return new ConnectionClosedException(CloseReason.ConnectFailed, $"Cannot listen on {endPoint}: {hint}.", error);
    }
}
