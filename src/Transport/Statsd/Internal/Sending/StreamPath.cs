using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>
/// A stream over TCP or a Unix socket. Connecting, and watching for the server's end, happen on the pool; a packet that
/// left in part is finished before another begins.
/// </summary>
internal sealed class StreamPath : IPath
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(5);

    private readonly EndPoint _endPoint;
    private readonly TimeProvider _time;
    private readonly Action _onConnected;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private volatile SocketStreamLink? _link;
    private volatile Connection? _connection;
    private SocketStreamLink? _begunOn;
    private int _connecting;
    private int _opened;

    /// <param name="endPoint">Where the server is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onConnected">Called on the pool when a connecting has ended, well or not.</param>
    public StreamPath(EndPoint endPoint, TimeProvider time, Action onConnected)
    {
        _endPoint = endPoint;
        _time = time;
        _onConnected = onConnected;
        _backoff = new Backoff(time);
    }

    public SocketError LastError { get; private set; }

    public int Opened => Volatile.Read(ref _opened);

    public TimeSpan? RetryIn => Volatile.Read(ref _connecting) == 1 ? null : _backoff.Left;

    public bool IsReady()
    {
        if (_connection is { HasEnded: true })
        {
            Drop(SocketError.ConnectionReset);
        }

        if (_link is not null)
        {
            return true;
        }

        if (_stop.IsCancellationRequested || Interlocked.Exchange(ref _connecting, 1) == 1)
        {
            return false;
        }

        // Another connecting may have ended since the first look; from here on there is none.
        if (_link is null && _backoff.IsOver)
        {
            _ = Task.Run(ConnectAsync);
            return false;
        }

        Volatile.Write(ref _connecting, 0);
        return _link is not null;
    }

    public PathResult TrySend(ReadOnlySpan<byte> packet, ref int offset)
    {
        // The rest of a packet is nothing to a connection that has not its beginning.
        if (!IsReady() || (offset > 0 && _link != _begunOn))
        {
            return offset > 0 ? PathResult.Cut : PathResult.Busy;
        }

        _begunOn = _link!;
        while (offset < packet.Length)
        {
            LinkResult sent = _begunOn.TrySend(packet[offset..]);
            if (sent.WouldBlock)
            {
                return PathResult.Busy;
            }

            if (sent.Failed)
            {
                Drop(sent.Error);
                return offset > 0 ? PathResult.Cut : PathResult.Busy;
            }

            offset += sent.Bytes;
        }

        return PathResult.Sent;
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (_link is { } link)
        {
            // What the kernel has still arrives; only then is it the end.
            link.ShutdownSend();
            link.Dispose();
        }

        _link = null;
    }

    private async Task ConnectAsync()
    {
        try
        {
            using CancellationTokenSource limit = new(s_connectTimeout, _time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
            Begin(await StreamConnector.ConnectAsync(
                _endPoint, StreamConnector.Wait.Awaited, static socket => new SocketStreamLink(socket), either.Token).ConfigureAwait(false));
        }
        catch (ConnectionClosedException e)
        {
            LastError = (e.InnerException as SocketException)?.SocketErrorCode ?? SocketError.HostNotFound;
            _backoff.Fail();
        }
        catch (OperationCanceledException)
        {
            LastError = SocketError.TimedOut;
            _backoff.Fail();
        }
        finally
        {
            Volatile.Write(ref _connecting, 0);
        }

        _onConnected();
    }

    private void Begin(SocketStreamLink link)
    {
        Connection connection = new();
        _connection = connection;
        Interlocked.Increment(ref _opened);
        _backoff.Succeed();
        _link = link;
        if (_stop.IsCancellationRequested)
        {
            link.Dispose();
            return;
        }

        _ = connection.WatchAsync(link);
    }

    private void Drop(SocketError error)
    {
        LastError = error;
        _link?.Dispose();
        _link = null;
        _connection = null;
        _backoff.Fail();
    }

    /// <summary>Notices the server's end, which a sender alone learns one packet too late. What the server says is ignored.</summary>
    private sealed class Connection
    {
        private volatile bool _ended;

        public bool HasEnded => _ended;

        public async Task WatchAsync(SocketStreamLink link)
        {
            byte[] ignored = new byte[256];
            LinkResult received;
            do
            {
                received = await link.ReceiveAsync(ignored).ConfigureAwait(false);
            }
            while (received is { Failed: false, Bytes: > 0 });

            _ended = true;
        }
    }
}
