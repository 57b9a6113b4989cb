using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal;

namespace Sockets.Transport.Tcp;

/// <summary>Accepts connections of a foreign protocol, up to its limits.</summary>
public sealed class FramedListener : IAsyncDisposable
{
    private readonly FramedConnectionOptions _options;
    private readonly StreamListener _listener;
    private readonly Admission _admission;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<FramedConnection> _accepted;
    private readonly Task _accepting;
    private readonly Lazy<Task> _stopped;

    private FramedListener(FramedConnectionOptions options, ListenLimits limits, StreamListener listener)
    {
        _options = options;
        _listener = listener;
        _admission = new Admission(limits);
        _accepted = Channel.CreateBounded<FramedConnection>(limits.MaxConnections);
        _stopped = new Lazy<Task>(StopAsync);
        _accepting = AcceptLoopAsync();
    }

    /// <summary>Where it really listens; port 0 was replaced by the kernel's choice.</summary>
    public EndPoint LocalEndPoint => _listener.LocalEndPoint;

    /// <summary>Binds, listens and accepts from now on.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/> or a Unix socket's path. Port 0 lets the kernel choose.</param>
    /// <param name="options">How each connection behaves.</param>
    /// <param name="limits">How many are let in; null for the defaults. A foreign protocol has no handshake, so none is ever half open.</param>
    /// <exception cref="ConnectionClosedException">The address cannot be used; the text says why.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static FramedListener Start(EndPoint endPoint, FramedConnectionOptions options, ListenLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        limits ??= new ListenLimits();
        limits.Validate();
        return new FramedListener(options, limits, StreamListener.Start(endPoint, limits.Backlog));
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
        while (_accepted.Reader.TryRead(out FramedConnection? connection))
        {
            connection.Abort();
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    private async Task AcceptLoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (await _listener.AcceptAsync(_stopping.Token).ConfigureAwait(false) is not { } socket)
                {
                    return;
                }

                Admit(socket);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Admit(Socket socket)
    {
        try
        {
            IStreamLink link = LinkFactory.Create(socket, _options.Driver);
            if (!_admission.TryEnter(link.RemoteEndPoint, out _))
            {
                link.Dispose();
                return;
            }

            _admission.Establish();
            FramedConnection connection = FramedConnection.Start(link, _options, Leave);
            if (!_accepted.Writer.TryWrite(connection))
            {
                connection.Abort();
            }
        }
        catch (SocketException)
        {
            // Gone again before it was looked at.
            socket.Dispose();
        }
    }

    /// <summary>Its place is free before anybody is told that it closed, so that who waits for that finds the place.</summary>
    private void Leave(FramedConnection connection) =>
        _admission.Leave(connection.RemoteEndPoint, HandshakeState.Finished);
}
