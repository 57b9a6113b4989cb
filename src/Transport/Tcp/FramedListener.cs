using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tcp.Internal.Sessions;
using Sockets.Transport.Tcp.Internal.Streams;

namespace Sockets.Transport.Tcp;

/// <summary>Accepts connections of a foreign protocol, up to its limits.</summary>
public sealed class FramedListener : IAsyncDisposable
{
    private readonly FramedConnectionOptions _options;
    private readonly StreamListener _listener;
    private readonly Admission _admission;
    private readonly TlsSetup? _tls;
    private readonly Action<RefusedConnection>? _onRefused;
    private readonly ConcurrentDictionary<FramedConnection, HandshakeState> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<FramedConnection> _accepted;
    private readonly Task _accepting;
    private readonly Lazy<Task> _stopped;

    private FramedListener(
        FramedConnectionOptions options, ListenLimits limits, Action<RefusedConnection>? onRefused, StreamListener listener)
    {
        _options = options;
        _onRefused = onRefused;
        _tls = TlsLinks.ForServer(options.TlsServer, options.Pool);
        _listener = listener;
        _admission = new Admission(limits);
        _accepted = Channel.CreateBounded<FramedConnection>(limits.MaxConnections);
        _stopped = new Lazy<Task>(StopAsync);
        _accepting = listener.AcceptAllAsync(Admit, OnPause, _stopping.Token);
    }

    /// <summary>Where it really listens; port 0 was replaced by the kernel's choice.</summary>
    public EndPoint LocalEndPoint => _listener.LocalEndPoint;

    /// <summary>Binds, listens and accepts from now on.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/> or a Unix socket's path. Port 0 lets the kernel choose.</param>
    /// <param name="options">How each connection behaves.</param>
    /// <param name="limits">How many are let in; null for the defaults. Only during a TLS handshake is one half open.</param>
    /// <param name="onRefused">
    /// Told of every connection that was not let in, because of a limit or because its TLS handshake failed. Called on the
    /// loop that noticed it, so it must not block; what it throws is ignored. Null (the default) for nobody.
    /// </param>
    /// <exception cref="ConnectionClosedException">The address cannot be used; the text says why.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static FramedListener Start(
        EndPoint endPoint, FramedConnectionOptions options, ListenLimits? limits = null, Action<RefusedConnection>? onRefused = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(FramedConnectionOptions.Side.Accepts);
        limits ??= new ListenLimits();
        limits.Validate();
        return new FramedListener(options, limits, onRefused, StreamListener.Start(endPoint, limits.Backlog, options.TimeProvider));
    }

    /// <summary>Waits for the next connection.</summary>
    /// <param name="cancellationToken">Gives up waiting; no connection is lost by it.</param>
    /// <returns>The connection, which the caller disposes; it receives already.</returns>
    /// <exception cref="ObjectDisposedException">The listener was disposed.</exception>
    public async ValueTask<FramedConnection> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _accepted.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The listener was disposed.", e);
        }
    }

    /// <summary>Stops listening. Connections that were accepted live on; those that nobody took are aborted. May be called twice.</summary>
    public ValueTask DisposeAsync() => new(_stopped.Value);

    private async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        _accepted.Writer.TryComplete();
        foreach ((FramedConnection connection, HandshakeState state) in _connections)
        {
            if (state == HandshakeState.Unfinished)
            {
                connection.Abort();
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }

        while (_accepted.Reader.TryRead(out FramedConnection? connection))
        {
            connection.Abort();
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    private void OnPause(SocketError error) => Tell(RefusedConnection.Everybody(error));

    private void Admit(Socket socket)
    {
        try
        {
            IStreamLink link = LinkFactory.Create(socket, _options.Driver);
            string? limit = Descriptors.LimitReached(socket);
            if (limit is not null || _admission.TryEnter(link.RemoteEndPoint, out limit) is null)
            {
                link.Dispose();
                Tell(new RefusedConnection(link.RemoteEndPoint, CloseReason.LimitReached, $"{limit}."));
                return;
            }

            link = _tls is null ? link : new TlsStreamLink(link, _tls);
            FramedConnection connection = FramedConnection.Create(link, _options, Establish, Leave);
            if (_tls is not null)
            {
                _connections.TryAdd(connection, HandshakeState.Unfinished);
                connection.Begin();
                return;
            }

            _connections.TryAdd(connection, HandshakeState.Finished);
            _admission.Establish();
            connection.Begin();
            Offer(connection);
        }
        catch (SocketException)
        {
            // Gone again before it was looked at.
            socket.Dispose();
        }
    }

    private void Establish(FramedConnection connection)
    {
        _connections[connection] = HandshakeState.Finished;
        _admission.Establish();
        Offer(connection);
    }

    private void Offer(FramedConnection connection)
    {
        if (!_accepted.Writer.TryWrite(connection))
        {
            connection.Abort();
        }
    }

    /// <summary>Its place is free before anybody is told that it closed, so that who waits for that finds the place.</summary>
    private void Leave(FramedConnection connection)
    {
        _connections.TryRemove(connection, out HandshakeState state);
        _admission.Leave(connection.RemoteEndPoint, state);
        if (state == HandshakeState.Unfinished && !_stopping.IsCancellationRequested)
        {
            string text = connection.Error?.Message ?? connection.CloseReason.ToString();
            Tell(new RefusedConnection(connection.RemoteEndPoint, connection.CloseReason, text));
        }
    }

    private void Tell(RefusedConnection refused) => ConnectionLog.Refused(refused, _onRefused);
}
