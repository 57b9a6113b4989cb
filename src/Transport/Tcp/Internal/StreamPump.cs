using System.Net.Sockets;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>
/// One connection's life below any protocol: the receive loop, the outbox, the deadlines of the stream, and the one
/// way to end, in which the first reason wins.
/// </summary>
internal sealed class StreamPump : IOutboxOwner, ITicked
{
    /// <summary>
    /// A connection that was silent this long before its last bytes, or has had none yet, holds no receive buffer while
    /// it waits.
    /// </summary>
    private const int IdleMilliseconds = 100;

    private readonly IStreamLink _link;
    private readonly IStreamUser _user;
    private readonly ISendRunner _runner;
    private readonly Driver _driver;
    private readonly ConnectionLimits _limits;
    private readonly Ticker _ticker;
    private readonly ReceiveBuffer _buffer;
    private readonly Lock _closing = new();
    private readonly TaskCompletionSource<CloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;
    private CloseReason _reason;
    private long _lastReceived;
    private bool _wasIdle = true;
    private long _frameSince;
    private long _frameBytes;
    private long _stallSeen;
    private long _stallSince;
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
        Outbox = new Outbox(link, _runner, this, setup.Pool, setup.OutboxCapacity);
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

    public long Now => _ticker.Now;

    public IStreamLink Link => _link;

    /// <summary>Starts receiving.</summary>
    public void Start()
    {
        _ticker.Add(this);
        if (_driver == Driver.Async)
        {
            // Not here: what has arrived already would be handled in the caller's thread, which may be the one that accepts.
            _receiving = Task.Run(ReceiveLoopAsync);
            return;
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _receiving = ended.Task;

        // The link of a thread driver waits in place, so the loop never leaves this thread and ends with it.
        var thread = new Thread(() =>
        {
            _ = ReceiveLoopAsync();
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = "sockets-receive",
        };
        thread.UnsafeStart();
    }

    /// <summary>Ends the connection; the first reason wins. Never blocks, may be called from anywhere.</summary>
    public void Close(CloseReason reason, Exception? error = null)
    {
        lock (_closing)
        {
            if (_reason != CloseReason.None)
            {
                return;
            }

            Error = error;
            _reason = reason;
        }

        _ticker.Remove(this);
        _user.OnClosing(reason, error);
        _ = FinishAsync(reason, error);
    }

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

    void IOutboxOwner.OnRoom() => _user.OnRoom();

    void IOutboxOwner.OnSendFailed(SocketError error) => Close(SocketErrors.ToCloseReason(error), new SocketException((int)error));

    void ITicked.OnTick(long now)
    {
        CheckFrameTime(now);
        CheckWriteTime(now);
        if (!IsClosing)
        {
            _user.OnTick(now);
        }
    }

    private async Task ReceiveLoopAsync()
    {
        try
        {
            while (!IsClosing)
            {
                if (_driver == Driver.Async && _wasIdle && _buffer.IsEmpty)
                {
                    _buffer.Release();
                    await _link.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
                }

                LinkResult received = await _link.ReceiveAsync(_buffer.GetMemory()).ConfigureAwait(false);
                Volatile.Write(ref _receiveCalls, _receiveCalls + 1);
                if (IsClosing)
                {
                    return;
                }

                if (received.Failed)
                {
                    Close(SocketErrors.ToCloseReason(received.Error), new SocketException((int)received.Error));
                    return;
                }

                if (received.Bytes == 0)
                {
                    _user.OnPeerFinished(_buffer.Filled);
                    return;
                }

                HandOver(received.Bytes);
                ValueTask room = _user.WaitForRoomAsync();
                if (!room.IsCompletedSuccessfully)
                {
                    await room.ConfigureAwait(false);
                }
            }
        }
        catch (ProtocolViolationException e)
        {
            Close(e.Reason, e);
        }
        catch (Exception e)
        {
            Close(CloseReason.HandlerFailed, e);
        }
        finally
        {
            _buffer.Dispose();
        }
    }

    private void HandOver(int count)
    {
        long now = _ticker.Now;
        _wasIdle = now - _lastReceived > IdleMilliseconds;
        Volatile.Write(ref _lastReceived, now);
        Volatile.Write(ref _bytesReceived, _bytesReceived + count);
        _buffer.Advance(count);
        Outbox.Cork();
        int consumed = _user.OnBytes(_buffer.Filled);
        _buffer.Consume(consumed);
        _user.OnBurstEnd();
        Outbox.Uncork();
        NoteFrame(consumed, count);
    }

    private void NoteFrame(int consumed, int arrived)
    {
        if (_buffer.IsEmpty)
        {
            Volatile.Write(ref _frameSince, 0);
        }
        else if (consumed > 0 || _frameSince == 0)
        {
            _frameBytes = 0;
            Volatile.Write(ref _frameSince, Math.Max(_ticker.Now, 1));
        }
        else
        {
            Volatile.Write(ref _frameBytes, _frameBytes + arrived);
        }
    }

    private void CheckFrameTime(long now)
    {
        long since = Volatile.Read(ref _frameSince);
        long allowed = (long)_limits.FrameTimeout.TotalMilliseconds
            + (Volatile.Read(ref _frameBytes) * 1000 / ConnectionLimits.SlowestFrameBytesPerSecond);
        if (since != 0 && now - since > allowed && !_link.HasUnread)
        {
            Close(CloseReason.FrameTimeout, new ConnectionClosedException(
                CloseReason.FrameTimeout,
                $"The peer began a frame {now - since} ms ago and did not finish it (limit {allowed} ms)."));
        }
    }

    private void CheckWriteTime(long now)
    {
        long stalled = Outbox.StalledSince;
        if (stalled == 0 || stalled != _stallSeen)
        {
            _stallSeen = stalled;
            _stallSince = now;
        }
        else if (now - _stallSince > _limits.WriteTimeout.TotalMilliseconds)
        {
            Close(CloseReason.WriteTimeout, new ConnectionClosedException(
                CloseReason.WriteTimeout,
                $"The peer took no byte for {now - _stallSince} ms (limit {_limits.WriteTimeout.TotalMilliseconds} ms)."));
        }
    }

    private async Task FinishAsync(CloseReason reason, Exception? error)
    {
        // What is wrong with the peer is said to the peer, as far as the kernel takes it without waiting.
        Outbox.Uncork();
        if (reason is CloseReason.LocalAbort or CloseReason.PeerReset or CloseReason.PeerSilent
            or CloseReason.SlowConsumer or CloseReason.WriteTimeout)
        {
            _link.Abort();
        }
        else
        {
            _link.Dispose();
        }

        await Outbox.CloseAsync().ConfigureAwait(false);

        // Never on in here: the application is told of the end outside the call that asked for it, and off the clock.
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _link.Dispose();
        _runner.Dispose();
        try
        {
            _user.OnClosed(reason, error);
        }
        finally
        {
            // The application may fail to hear of the end; it has come all the same.
            _closed.TrySetResult(reason);
        }
    }
}
