using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Framing;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Streams;

namespace Sockets.Transport.Tcp;

/// <summary>
/// One TCP or Unix-socket connection that carries frames of a foreign protocol: whatever the peer is, as long as its
/// stream is cut into frames by a <see cref="FrameFormat"/>. There is no credit; a peer is held back by TCP alone.
/// Every method may be called from any thread.
/// </summary>
/// <remarks>The peer's end of stream ends receiving only: sending goes on until this side closes.</remarks>
public sealed class FramedConnection : IAsyncDisposable
{
    private readonly StreamPump _pump;
    private readonly FramedStream _stream;
    private readonly FramedConnectionOptions _options;
    private readonly Action<FramedConnection>? _onOpened;
    private readonly Action<FramedConnection>? _onEnded;
    private int _closeStarted;

    private FramedConnection(
        IStreamLink link, FramedConnectionOptions options, Action<FramedConnection>? onOpened, Action<FramedConnection>? onEnded)
    {
        _options = options;
        _onOpened = onOpened;
        _onEnded = onEnded;
        _stream = new FramedStream(this, options);
        _pump = new StreamPump(link, _stream, options.Driver, options.Limits, new StreamSetup(options.SendBufferBytes, options.Pool, options.TimeProvider));
        _stream.Attach(_pump);
    }

    /// <summary>This side's address.</summary>
    public EndPoint? LocalEndPoint => _pump.Link.LocalEndPoint;

    /// <summary>The peer's address.</summary>
    public EndPoint? RemoteEndPoint => _pump.Link.RemoteEndPoint;

    /// <summary>Completes with the reason when the connection has ended and everything it used is given back.</summary>
    public Task<CloseReason> Closed => _pump.Closed;

    /// <summary>Why the connection ended, or <see cref="CloseReason.None"/>.</summary>
    public CloseReason CloseReason => _pump.Reason;

    /// <summary>What TLS agreed on; null without TLS, and before its handshake is done.</summary>
    public TlsDetails? Tls => TlsLinks.DetailsOf(_pump.Link);

    /// <summary>What went wrong, where the reason alone does not say it; else null.</summary>
    public Exception? Error => _pump.Error;

    /// <summary>Connects.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, <see cref="DnsEndPoint"/> or <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="options">How the connection behaves.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="ConnectionClosedException">
    /// Nobody could be reached, and the reason is <see cref="CloseReason.ConnectFailed"/>; or TLS could not be agreed on.
    /// </exception>
    /// <exception cref="ProtocolViolationException">Who answers there does not speak TLS; the text says what it looks like.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static async ValueTask<FramedConnection> ConnectAsync(
        EndPoint endPoint, FramedConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(FramedConnectionOptions.Side.Connects);
        IStreamLink link = await LinkFactory.ConnectAsync(
            endPoint, options.Driver, TlsLinks.ForClient(options.TlsClient, options.Pool), cancellationToken).ConfigureAwait(false);
        bool isOpen = link.IsOpen;
        FramedConnection connection = Start(link, options);
        if (!isOpen)
        {
            await connection.WaitOpenAsync(cancellationToken).ConfigureAwait(false);
        }

        return connection;
    }

    /// <summary>Offers a frame; never waits, never throws for a state of the network.</summary>
    /// <param name="payload">The payload; copied before the call returns.</param>
    /// <exception cref="ArgumentException">The payload cannot be a frame of this format, a line with a line break say.</exception>
    public SendStatus TrySend(ReadOnlySpan<byte> payload) => _stream.Lane.TrySend(payload, key: 0);

    /// <summary>Sends a frame, waiting while the peer's kernel takes nothing.</summary>
    /// <param name="payload">The payload; borrowed until the task completes.</param>
    /// <param name="cancellationToken">Gives up waiting; a frame that was accepted is sent all the same.</param>
    /// <returns><see cref="SendStatus.Sent"/>, or why it never will be: <see cref="SendStatus.TooLarge"/>, <see cref="SendStatus.Closed"/>, <see cref="SendStatus.Draining"/>.</returns>
    /// <exception cref="ArgumentException">The payload cannot be a frame of this format.</exception>
    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        _stream.Lane.SendAsync(payload, cancellationToken);

    /// <summary>Completes when the kernel has taken everything sent so far, or the connection closed.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default) => await _pump.Outbox.FlushAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Waits for a frame. One reader at a time; only without a handler.</summary>
    /// <param name="cancellationToken">Gives up waiting; no frame is lost by it.</param>
    /// <returns>The frame, which the caller disposes.</returns>
    /// <exception cref="ConnectionClosedException">The stream has ended; the reason says how.</exception>
    /// <exception cref="ProtocolViolationException">The peer's stream cannot be understood.</exception>
    public ValueTask<Message> ReceiveAsync(CancellationToken cancellationToken = default) =>
        _stream.Reader.ReceiveAsync(cancellationToken);

    /// <summary>
    /// Waits for several messages at once: until the batch is full, or so long after the first one was there, or the end.
    /// One reader at a time; only without a handler. Costs one wait for the batch, not one for each message.
    /// </summary>
    /// <param name="batch">Is filled from its front; the caller disposes each message.</param>
    /// <param name="patience">How long the first may wait for the others, in steps of 1 ms; zero takes what is there.</param>
    /// <param name="cancellationToken">Gives up waiting; no message is lost by it.</param>
    /// <returns>How many messages: at least 1, or 0 when the peer has left in order and everything was read.</returns>
    /// <exception cref="ConnectionClosedException">It has ended in any other way, and everything was read.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The batch is empty, or the patience negative.</exception>
    public ValueTask<int> ReceiveBatchAsync(Memory<Message> batch, TimeSpan patience, CancellationToken cancellationToken = default) =>
        _stream.Reader.ReceiveBatchAsync(batch, patience, cancellationToken);

    /// <summary>Takes a frame that has already arrived.</summary>
    /// <param name="message">The frame, which the caller disposes.</param>
    public bool TryReceive(out Message message) => _stream.Reader.TryReceive(out message);

    /// <summary>All frames until the peer's orderly end; throws as <see cref="ReceiveAsync"/> does after any other.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<Message> ReadAllAsync(CancellationToken cancellationToken = default) =>
        _stream.Reader.ReadAllAsync(cancellationToken);

    /// <summary>
    /// Closes in order: takes nothing new, sends what was accepted for as long as the peer takes it, tells the peer, and
    /// waits up to <see cref="ConnectionLimits.CloseTimeout"/> for its end of stream. What still arrives can be read.
    /// </summary>
    /// <param name="cancellationToken">Cuts it short: the connection is aborted.</param>
    /// <exception cref="OperationCanceledException">It was cut short.</exception>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _closeStarted, 1) == 0)
        {
            await FinishAsync(cancellationToken).ConfigureAwait(false);
        }

        if (CloseReason == CloseReason.LocalAbort)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        await Closed.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the connection now, with a reset: what was not sent is lost. May be called twice.</summary>
    public void Abort() => _pump.Close(CloseReason.LocalAbort);

    /// <summary>What was counted so far.</summary>
    public ConnectionStats GetStats() => _stream.GetStats();

    /// <summary>As <see cref="CloseAsync"/>, but cut short after <see cref="ConnectionLimits.CloseTimeout"/>; what is unread is thrown away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closeStarted, 1) == 0)
        {
            _stream.Inbox.Discard();
            using var deadline = new CancellationTokenSource(_options.Limits.CloseTimeout, _options.TimeProvider);
            await FinishAsync(deadline.Token).ConfigureAwait(false);
        }

        await Closed.ConfigureAwait(false);
        _stream.Inbox.Discard();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{LocalEndPoint} - {RemoteEndPoint}";

    private async ValueTask WaitOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _stream.Opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Abort();
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _stream.Lane.DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            await _pump.FinishSendingAsync(cancellationToken).ConfigureAwait(false);
            await _stream.PeerFinished.WaitAsync(_options.Limits.CloseTimeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            _pump.Close(CloseReason.LocalClose);
        }
        catch (TimeoutException)
        {
            // Everything was sent and the peer does not close: the kernel may go on delivering without us.
            _pump.Close(CloseReason.LocalClose);
        }
        catch (OperationCanceledException)
        {
            _pump.Close(CloseReason.LocalAbort);
        }
    }

    /// <summary>Starts on a link.</summary>
    /// <param name="link">The connection's own from here on.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="onOpened">Told when bytes may flow, unless they could from the beginning.</param>
    /// <param name="onEnded">Told when it has ended, before <see cref="Closed"/> completes.</param>
    internal static FramedConnection Start(
        IStreamLink link,
        FramedConnectionOptions options,
        Action<FramedConnection>? onOpened = null,
        Action<FramedConnection>? onEnded = null)
    {
        FramedConnection connection = Create(link, options, onOpened, onEnded);
        connection.Begin();
        return connection;
    }

    /// <summary>As <see cref="Start"/>, and <see cref="Begin"/> is left to the caller.</summary>
    internal static FramedConnection Create(
        IStreamLink link, FramedConnectionOptions options, Action<FramedConnection>? onOpened, Action<FramedConnection>? onEnded) =>
        new(link, options, onOpened, onEnded);

    internal void Begin() => _pump.Start();

    internal void OnOpened() => _onOpened?.Invoke(this);

    internal void OnEnded() => _onEnded?.Invoke(this);
}
