using System.Net;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Listening;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Sessions;
using Sockets.Transport.Tcp.Internal.Streams;

namespace Sockets.Transport.Tcp;

/// <summary>
/// One TRN1 session over one TCP or Unix-socket connection, seen from either side: messages in order, under the
/// receiver's credit, with heartbeats. Every method may be called from any thread; each thread's messages keep their order.
/// </summary>
public sealed class MessageConnection : IAsyncDisposable
{
    private readonly MessageSession _session;
    private readonly SessionSetup _setup;
    private readonly Action<MessageConnection>? _onEstablished;
    private readonly Action<MessageConnection, CloseReason, Exception?>? _onEnded;
    private Place? _place;
    private bool _connected;

    internal MessageConnection(IStreamLink link, SessionRole role, SessionSetup setup, Action<MessageConnection>? onEstablished, Action<MessageConnection, CloseReason, Exception?>? onEnded)
    {
        _setup = setup;
        _onEstablished = onEstablished;
        _onEnded = onEnded;
        _session = new MessageSession(this, link, role, setup);
    }

    /// <summary>This side's address.</summary>
    public EndPoint? LocalEndPoint => _session.Pump.Link.LocalEndPoint;

    /// <summary>The peer's address.</summary>
    public EndPoint? RemoteEndPoint => _session.Pump.Link.RemoteEndPoint;

    /// <summary>The longest message, in bytes, that the peer takes; 0 before the session is established.</summary>
    public int MaxMessageLength => _session.Lane.MaxMessageLength;

    /// <summary>Completes with the reason when the session has ended and everything it used is given back.</summary>
    public Task<CloseReason> Closed => _session.Ended;

    /// <summary>Why the session ended, or <see cref="CloseReason.None"/>.</summary>
    public CloseReason CloseReason => _session.EndReason;

    /// <summary>
    /// As whom the client was let in by <see cref="MessageServerOptions.Authenticate"/>; null without it, and on the
    /// client's side.
    /// </summary>
    public string? Identity => _session.Identity;

    /// <summary>What TLS agreed on; null without TLS, and before its handshake is done.</summary>
    public TlsDetails? Tls => TlsLinks.DetailsOf(_session.Pump.Link);

    /// <summary>What went wrong, where the reason alone does not say it; else null.</summary>
    public Exception? Error => _session.EndError;

    /// <summary>Whatever the application wants to keep with the connection. Not touched by the library.</summary>
    public object? Tag { get; set; }

    /// <summary>Offers a message; never waits, never throws for a state of the network.</summary>
    /// <param name="message">The payload; copied before the call returns. It may be empty.</param>
    public SendStatus TrySend(ReadOnlySpan<byte> message) => _session.Lane.TrySend(message, key: 0);

    /// <summary>As <see cref="TrySend(ReadOnlySpan{byte})"/>, with the key under which <see cref="OverflowPolicy.Conflate"/> replaces what still waits.</summary>
    /// <param name="conflationKey">Messages of the same key replace each other. Other policies ignore it.</param>
    /// <param name="message">The payload; copied before the call returns.</param>
    public SendStatus TrySend(ulong conflationKey, ReadOnlySpan<byte> message) => _session.Lane.TrySend(message, conflationKey);

    /// <summary>As <see cref="TrySend(ReadOnlySpan{byte})"/>, with what happens while a session that can be resumed has no connection.</summary>
    /// <param name="message">The payload; copied before the call returns.</param>
    /// <param name="offline">Whether the overflow policy counts then, or it is refused.</param>
    public SendStatus TrySend(ReadOnlySpan<byte> message, WhenDisconnected offline) => _session.Lane.TrySend(message, key: 0, offline);

    /// <summary>As <see cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>, with what happens while a session that can be resumed has no connection.</summary>
    /// <param name="message">The payload; borrowed until the task completes.</param>
    /// <param name="offline">Whether the overflow policy counts then, or it is refused.</param>
    /// <param name="cancellationToken">Gives up waiting for credit, room or a connection.</param>
    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, WhenDisconnected offline, CancellationToken cancellationToken = default) =>
        _session.Lane.SendAsync(message, cancellationToken, offline);

    /// <summary>Sends a message; under <see cref="OverflowPolicy.Wait"/> it waits for credit and room, in the order of the calls.</summary>
    /// <param name="message">
    /// The payload; borrowed until the task completes. Where the kernel can gather (Linux), 32 KiB or more go out of this
    /// very memory under <see cref="OverflowPolicy.Wait"/>, unless compression makes them shorter, and the task completes when the kernel has taken all of it: do
    /// not change it before.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for credit and room; a message that was accepted is sent all the same.</param>
    /// <returns>What <see cref="TrySend(ReadOnlySpan{byte})"/> would say; never a reason to try again under <see cref="OverflowPolicy.Wait"/>.</returns>
    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        _session.Lane.SendAsync(message, cancellationToken);

    /// <summary>
    /// Asks the peer and waits for its answer. Thousands may wait at once; answers come in any order. A request is sent as a
    /// message is: under <see cref="OverflowPolicy.Wait"/> it waits for credit, room and a place in flight, under any other
    /// policy it is refused without. It is never dropped. What completes the task runs on the thread pool.
    /// </summary>
    /// <param name="payload">The question; borrowed until the task completes. It may be empty. At most 8 bytes less than <see cref="MaxMessageLength"/>.</param>
    /// <param name="deadline">How long the answer is worth waiting for, from the call; the peer is told what is left. Looked at every 50 ms.</param>
    /// <param name="cancellationToken">Gives up; the peer is told.</param>
    /// <returns>The answer, which the caller disposes. It holds no credit.</returns>
    /// <exception cref="RequestException">There is no answer; <see cref="RequestException.Failure"/> says why.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is not more than zero, or is more than 2^31 - 1 ms.</exception>
    public ValueTask<Message> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        _session.Calls.RequestAsync(payload, deadline, cancellationToken);

    /// <summary>
    /// Completes when the kernel has taken everything sent so far, or the session ended. A session that can be resumed goes on
    /// waiting over cuts, until the connection that follows has taken all that the peer did not have.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => _session.FlushAsync(cancellationToken);

    /// <summary>
    /// Completes when the peer's process has received every message that was <see cref="SendStatus.Sent"/> before the
    /// call. Costs a round trip: call it per batch, not per message. After a cut that is mended it asks again.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TransportException">The session ended before the peer said so.</exception>
    public ValueTask AcknowledgedAsync(CancellationToken cancellationToken = default) => _session.AcknowledgedAsync(cancellationToken);

    /// <summary>Waits for a message. One reader at a time; only without a handler.</summary>
    /// <param name="cancellationToken">Gives up waiting; no message is lost by it.</param>
    /// <returns>The message, which the caller disposes; that returns its credit to the sender.</returns>
    /// <exception cref="ConnectionClosedException">The session has ended and everything was read; the reason says how.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    public ValueTask<Message> ReceiveAsync(CancellationToken cancellationToken = default) => _session.Reader.ReceiveAsync(cancellationToken);

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
        _session.Reader.ReceiveBatchAsync(batch, patience, cancellationToken);

    /// <summary>Takes a message that has already arrived.</summary>
    /// <param name="message">The message, which the caller disposes.</param>
    public bool TryReceive(out Message message) => _session.Reader.TryReceive(out message);

    /// <summary>All messages until the peer leaves in order; throws as <see cref="ReceiveAsync"/> does after any other end.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<Message> ReadAllAsync(CancellationToken cancellationToken = default) => _session.Reader.ReadAllAsync(cancellationToken);

    /// <summary>
    /// Closes in order: takes nothing new, waits for the replies that are due either way, sends what was accepted, says farewell and hears the peer's. When it returns and
    /// <see cref="CloseReason"/> is <see cref="CloseReason.LocalClose"/> or <see cref="CloseReason.PeerClose"/>, the peer has received
    /// every message that was sent; <see cref="ConnectionStats.DroppedAtClose"/> counts those that it never granted credit for.
    /// What has arrived can still be read.
    /// </summary>
    /// <param name="cancellationToken">Cuts it short: the connection is aborted.</param>
    /// <exception cref="OperationCanceledException">It was cut short.</exception>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        await _session.LeaveAsync(CloseReason.LocalClose, Internal.Wire.ReasonCode.Done, cancellationToken).ConfigureAwait(false);
        if (CloseReason == CloseReason.LocalAbort)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        await Closed.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the connection now, with a reset: what is on its way may be lost. May be called twice.</summary>
    public void Abort() => _session.Close(CloseReason.LocalAbort);

    /// <summary>
    /// Ends the session now and tells the peer why, which ends it too, with <see cref="CloseReason.Refused"/> and these words: it
    /// neither takes what it has for the whole nor waits for a session that could be resumed. What is on its way may be lost, as
    /// may the words where the kernel takes nothing at the moment.
    /// </summary>
    /// <param name="words">What a person at the peer should read; 256 bytes of it are sent.</param>
    public void Abort(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        _session.Abort(words);
    }

    /// <summary>What was counted so far.</summary>
    public ConnectionStats GetStats() => _session.GetStats();

    /// <summary>What was counted of requests so far, both ways.</summary>
    public RequestStats GetRequestStats()
    {
        lock (_session.Pump.Outbox.Gate)
        {
            return _session.Service.AddTo(_session.Calls.Count());
        }
    }

    /// <summary>As <see cref="CloseAsync"/>, but cut short after <see cref="ConnectionLimits.CloseTimeout"/>; what is unread is thrown away.</summary>
    public async ValueTask DisposeAsync()
    {
        _session.Inbox.Discard();
        using var deadline = new CancellationTokenSource(_setup.Limits.CloseTimeout, _setup.Time);
        await _session.LeaveAsync(CloseReason.LocalClose, Internal.Wire.ReasonCode.Done, deadline.Token).ConfigureAwait(false);
        if (_session.IsEstablished)
        {
            await Task.WhenAny(Closed, Task.Delay(_setup.Limits.CloseTimeout, _setup.Time)).ConfigureAwait(false);
        }

        Abort();
        await Closed.ConfigureAwait(false);
        _session.Inbox.Discard();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{LocalEndPoint} - {RemoteEndPoint}";

    /// <summary>Its session.</summary>
    internal MessageSession Session => _session;

    /// <summary>It has no connection any more that counts against a listener's limits.</summary>
    internal void LeavePlace() => GivePlace()?.Leave();

    /// <summary>Its place is somebody else's from now on.</summary>
    internal Place? GivePlace() => Interlocked.Exchange(ref _place, value: null);

    /// <summary>Counts against a listener's limits from now on.</summary>
    internal void TakePlace(Place? place) => Interlocked.Exchange(ref _place, place)?.Leave();

    /// <summary>Begins receiving, and on the client's side the handshake.</summary>
    internal void Begin() => _session.Start();

    /// <summary>Completes when the handshake is done; fails when it never will be.</summary>
    internal Task WaitEstablishedAsync() => _session.Established;

    /// <summary>Where broadcast groups put their messages.</summary>
    internal SendLane Lane => _session.Lane;

    internal void OnEstablished()
    {
        _connected = true;
        Volatile.Read(ref _place)?.Establish();
        _setup.Handler?.OnConnected(this);
        _onEstablished?.Invoke(this);
    }

    internal void OnEnded(CloseReason reason, Exception? error)
    {
        try
        {
            if (_connected)
            {
                _setup.Handler?.OnClosed(this, reason, error);
            }
        }
        finally
        {
            _onEnded?.Invoke(this, reason, error);
        }
    }
}
