using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Sockets.Transport.Framing;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tcp.Internal.Resuming;
using Sockets.Transport.Tcp.Internal.Sessions;
using Sockets.Transport.Tcp.Internal.Streams;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp;

/// <summary>The listening side of TRN1: accepts sessions up to its limits, each of which fails or ends alone.</summary>
public sealed class MessageServer : IAsyncDisposable
{
    /// <summary>What a refused client is asked to wait before it comes back: 1 s.</summary>
    private const uint RetryAfterMilliseconds = 1000;

    private readonly MessageServerOptions _options;
    private readonly StreamListener _listener;
    private readonly SessionSetup _setup;
    private readonly TlsSetup? _tls;
    private readonly Admission _admission;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ResumeTable? _resumes;
    private readonly ConcurrentDictionary<MessageConnection, HandshakeState> _connections = new();
    private readonly Channel<MessageConnection> _accepted;
    private readonly Task _accepting;
    private readonly Lazy<Task> _stopped;

    private MessageServer(MessageServerOptions options, StreamListener listener)
    {
        _options = options;
        _listener = listener;
        _admission = new Admission(options.Listen);
        _accepted = Channel.CreateBounded<MessageConnection>(options.Listen.MaxConnections);
        _resumes = options.Resume is null ? null : new ResumeTable(options.Resume.MaxParked, new FailedAttempts(options.Listen.MaxFailedAttempts, options.TimeProvider));
        _setup = new SessionSetup
        {
            Driver = options.Driver,
            Session = options.Session,
            Limits = options.Limits,
            Handler = options.Handler,
            Requests = options.Requests,
            Resume = options.Resume,
            ReturnPath = _resumes,
            ResumeTable = _resumes,
            Time = options.TimeProvider,
            Pool = options.Pool,
            Doorkeeper = options.Authenticate is null
                ? null
                : new Doorkeeper(options.Authenticate, new FailedAttempts(options.Listen.MaxFailedAttempts, options.TimeProvider)),
            Identity = Guid.NewGuid(),
        };
        _tls = TlsLinks.ForServer(options.Tls, options.Pool);
        _stopped = new Lazy<Task>(StopAsync);
        _accepting = listener.AcceptAllAsync(Admit, OnPause, _stopping.Token);
    }

    /// <summary>Where it really listens; port 0 was replaced by the kernel's choice.</summary>
    public EndPoint LocalEndPoint => _listener.LocalEndPoint;

    /// <summary>The established sessions, as of now.</summary>
    public IReadOnlyCollection<MessageConnection> Connections =>
        [.. _connections.Where(static entry => entry.Value == HandshakeState.Finished).Select(static entry => entry.Key)];

    /// <summary>Binds, listens and accepts from now on.</summary>
    /// <param name="options">Where to listen, and how to behave.</param>
    /// <exception cref="ConnectionClosedException">The address cannot be used; the text says why.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static MessageServer Start(MessageServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new MessageServer(options, StreamListener.Start(options.EndPoint, options.Listen.Backlog, options.TimeProvider));
    }

    /// <summary>Waits for the next established session; only without a handler.</summary>
    /// <param name="cancellationToken">Gives up waiting; no session is lost by it.</param>
    /// <returns>The session, which the caller disposes.</returns>
    /// <exception cref="ObjectDisposedException">The server was disposed.</exception>
    public async ValueTask<MessageConnection> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _accepted.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The server was disposed.", e);
        }
    }

    /// <summary>
    /// Stops accepting and closes every session in order, within <see cref="ConnectionLimits.CloseTimeout"/>. What is
    /// unread of sessions that nobody took is thrown away. May be called twice.
    /// </summary>
    public ValueTask DisposeAsync() => new(_stopped.Value);

    private async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        _accepted.Writer.TryComplete();
        _resumes?.Stop();
        await Task.WhenAll(_connections.Keys.Select(static connection => connection.DisposeAsync().AsTask())).ConfigureAwait(false);
        while (_accepted.Reader.TryRead(out MessageConnection? connection))
        {
            // Nobody took it, and it may have ended long ago with messages that nobody read.
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    private void OnPause(SocketError error) => Tell(RefusedConnection.Everybody(error));

    private void Admit(Socket socket)
    {
        IStreamLink link;
        try
        {
            link = LinkFactory.Create(socket, _options.Driver);
        }
        catch (SocketException)
        {
            // Gone again before it was looked at.
            socket.Dispose();
            return;
        }

        string? limit = Descriptors.LimitReached(socket);
        if (limit is not null || _admission.TryEnter(link.RemoteEndPoint, out limit) is not { } place)
        {
            Refuse(link, limit!);
            return;
        }

        link = _tls is null ? link : new TlsStreamLink(link, _tls);
        MessageConnection connection = new(link, SessionRole.Server, _setup, OnEstablished, OnEnded);
        connection.TakePlace(place);
        _connections.TryAdd(connection, HandshakeState.Unfinished);
        connection.Begin();
    }

    private void OnEstablished(MessageConnection connection)
    {
        _connections[connection] = HandshakeState.Finished;
        if (_options.Handler is null && !_accepted.Writer.TryWrite(connection))
        {
            connection.Abort();
        }
    }

    private void OnEnded(MessageConnection connection, CloseReason reason, Exception? error)
    {
        _connections.TryRemove(connection, out HandshakeState state);
        bool wentElsewhere = connection.GivePlace() is not { } place || !place.Leave();
        if (state == HandshakeState.Unfinished && !wentElsewhere && !_stopping.IsCancellationRequested)
        {
            Tell(new RefusedConnection(connection.RemoteEndPoint, reason, error?.Message ?? reason.ToString()));
        }
    }

    private void Refuse(IStreamLink link, string limit)
    {
        if (_tls is not null)
        {
            // A sentence in clear would not be understood, and a handshake for it costs what the limit saves.
            link.Dispose();
            Tell(new RefusedConnection(link.RemoteEndPoint, CloseReason.LimitReached, $"{limit}."));
            return;
        }

        Span<byte> frame = stackalloc byte[Trn1Header.Size + ReasonText.MaxSize];
        int length = new ReasonText(ReasonCode.Busy, RetryAfterMilliseconds, $"The server is full: {limit}.").Write(frame[Trn1Header.Size..]);
        new Trn1Header((uint)length, Trn1FrameType.Reject, Flags: 0, Channel: 0).Write(frame);
        link.TrySend(frame[..(Trn1Header.Size + length)]);
        link.ShutdownSend();
        link.Dispose();
        Tell(new RefusedConnection(link.RemoteEndPoint, CloseReason.LimitReached, $"{limit}."));
    }

    private void Tell(RefusedConnection refused) => ConnectionLog.Refused(refused, _options.OnRefused);
}
