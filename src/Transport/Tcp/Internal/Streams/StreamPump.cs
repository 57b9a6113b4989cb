using System.Net.Sockets;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>
/// One connection's life below any protocol: the receive loop, the outbox, the deadlines of the stream, and the one
/// way to end, in which the first reason wins.
/// </summary>
internal sealed partial class StreamPump : IOutboxOwner, ITicked
{
    private readonly IStreamLink _link;
    private readonly IStreamUser _user;
    private readonly ISendRunner _runner;
    private readonly Driver _driver;
    private readonly ConnectionLimits _limits;
    private readonly Ticker _ticker;
    private readonly ReceiveBuffer _buffer;
    private readonly ConnectionLog _log;
    private readonly Lock _closing = new();
    private readonly TaskCompletionSource<CloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _receiving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CloseReason _reason;
    private long _lastReceived;
    private Action<IStreamLink>? _heir;
    private bool _wasIdle = true;
    private volatile SocketError _sendFailed;
    private long _bytesReceived;
    private long _receiveCalls;

    public StreamPump(IStreamLink link, IStreamUser user, Driver driver, ConnectionLimits limits, StreamSetup setup)
    {
        _link = link;
        _user = user;
        _driver = driver;
        _limits = limits;
        _runner = driver == Driver.Async ? PoolRunner.Instance : new ThreadRunner("sockets-send");
        _ticker = Ticker.For(setup.Time);
        _buffer = new ReceiveBuffer(setup.Pool);
        _log = new ConnectionLog(user, link);
        Outbox = new Outbox(link, _runner, this, setup.Pool, setup.OutboxCapacity, setup.Gate);
        _lastReceived = _ticker.Now;
    }

    public Outbox Outbox { get; }

    /// <summary>Completes with the reason once everything has ended and every buffer is back.</summary>
    public Task<CloseReason> Closed => _closed.Task;

    public CloseReason Reason => _reason;

    public Exception? Error { get; private set; }

    public bool IsClosing => _reason != CloseReason.None;

    /// <summary>When bytes arrived last, on the ticker's clock.</summary>
    public long LastReceived => Volatile.Read(ref _lastReceived);

    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    public long ReceiveCalls => Volatile.Read(ref _receiveCalls);

    /// <summary>Milliseconds on the ticker's clock, as of its last tick.</summary>
    public long Now => _ticker.Now;

    public IStreamLink Link => _link;

    /// <summary>
    /// Starts receiving, also what was closed already, which ends then; never on the caller's thread: a peer that keeps sending would hold it, and an accept loop with it.
    /// </summary>
    public void Start()
    {
        _log.Opened();
        _ticker.Add(this);
        if (IsClosing)
        {
            _ticker.Remove(this);
        }

        if (_driver == Driver.Async)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static pump => _ = pump.ReceiveUntilEndAsync(), this, preferLocal: false);
            return;
        }

        // The link of a thread driver waits in place, so the loop never leaves this thread and ends with it.
        var thread = new Thread(() => _ = ReceiveUntilEndAsync())
        {
            IsBackground = true,
            Name = "sockets-receive",
        };
        thread.UnsafeStart();
    }

    /// <summary>Ends the connection; the first reason wins. Never blocks, may be called from anywhere.</summary>
    public void Close(CloseReason reason, Exception? error = null)
    {
        if (_sendFailed != SocketError.Success && reason is CloseReason.LocalClose or CloseReason.PeerClose)
        {
            // An end in which not everything could be sent is not an orderly one.
            reason = SocketErrors.ToCloseReason(_sendFailed);
            error = new SocketException((int)_sendFailed);
        }

        End(reason, error, heir: null);
    }

    /// <summary>
    /// Ends without ending the link, which goes to the heir when nobody uses it here any more. For the receive loop, when
    /// the bytes it has handed over were the last.
    /// </summary>
    public void LetGo(Action<IStreamLink> heir) => End(CloseReason.LocalAbort, error: null, heir);

    /// <summary>Tells the peer that nothing more will come, once everything appended is on its way.</summary>
    public async ValueTask FinishSendingAsync(CancellationToken cancellationToken)
    {
        await Outbox.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!IsClosing)
        {
            _link.ShutdownSend();
        }
    }

    int IOutboxOwner.WriteControl(Span<byte> destination, ulong messagesOnWire) => _user.WriteControl(destination, messagesOnWire);

    bool IOutboxOwner.IsBrokenOff => _user.IsBrokenOff;

    void IOutboxOwner.OnRoom() => _user.OnRoom();

    void IOutboxOwner.OnSendFailed(SocketError error)
    {
        // What the peer said before it hung up may wait unread, and its words say more than the reset does. The receive
        // loop comes to the same end at once; where it is held or has ended already, the clock brings it about.
        _sendFailed = error;
        if (SocketErrors.ToCloseReason(error) != CloseReason.PeerReset)
        {
            CloseFailed(error);
        }
    }

    private void End(CloseReason reason, Exception? error, Action<IStreamLink>? heir)
    {
        lock (_closing)
        {
            if (_reason != CloseReason.None)
            {
                return;
            }

            (_heir, Error) = (heir, error);
            _reason = reason;
        }

        _ticker.Remove(this);
        _user.OnClosing(reason, error);
        _ = FinishAsync(reason, error);
    }

    private async Task FinishAsync(CloseReason reason, Exception? error)
    {
        // What is wrong with the peer is said to the peer, as far as the kernel takes it without waiting.
        await Outbox.SendLastAsync().ConfigureAwait(false);
        if (_heir is not null)
        {
            // It is not this pump's link any more.
        }
        else if (reason is CloseReason.PeerReset or CloseReason.PeerSilent or CloseReason.SlowConsumer or CloseReason.WriteTimeout
            || (reason == CloseReason.LocalAbort && !_user.HasLastWords))
        {
            _link.Abort();
        }
        else
        {
            _link.Dispose();
        }

        await Outbox.CloseAsync().ConfigureAwait(false);

        // Never on in here: the application is told of the end outside the call that asked for it, and off the clock.
        await _receiving.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (_heir is null)
        {
            _link.Dispose();
        }

        _runner.Dispose();
        try
        {
            try
            {
                _log.Closed(reason, error);
            }
            finally
            {
                _user.OnClosed(reason, error);
            }
        }
        catch (Exception e)
        {
            // It is over: what the application throws now can change nothing, but should be found.
            Error ??= e;
        }

        _closed.TrySetResult(reason);
        _heir?.Invoke(_link);
    }
}
