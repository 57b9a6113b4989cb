using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Receiving;
using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>The protocol of a <see cref="FramedConnection"/>: frames in, frames out, nothing else.</summary>
internal sealed class FramedStream : IStreamUser
{
    /// <summary>Each frame costs at least the pool's smallest block, so that empty frames are not free.</summary>
    private const int LeastCost = 256;

    private readonly FramedConnection _connection;
    private readonly FramedConnectionOptions _options;
    private readonly FrameDecoder _decoder;
    private readonly Parking _parking;
    private readonly TaskCompletionSource _peerFinished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamPump _pump = null!;
    private long _startedAt;
    private long _received;
    private long _receivedBytes;
    private long _handled;

    public FramedStream(FramedConnection connection, FramedConnectionOptions options)
    {
        _connection = connection;
        _options = options;
        _decoder = new FrameDecoder(options.Format);
        _parking = new Parking(options.ReceiveBufferBytes, options.Driver);
        Inbox = new Inbox(new InboxSetup
        {
            Pool = options.Pool,
            OnReleased = (bytes, _) => _parking.LetGo(bytes),
            LeastCost = LeastCost,
            Time = options.TimeProvider,
        });
        Reader = new MessageReader(Inbox, EndOfStream, options.TimeProvider);
    }

    public string Kind => "framed";

    public Inbox Inbox { get; }

    public MessageReader Reader { get; }

    public SendLane Lane { get; private set; } = null!;

    /// <summary>Completes when the peer has sent its last byte.</summary>
    public Task PeerFinished => _peerFinished.Task;

    public void Attach(StreamPump pump)
    {
        _pump = pump;
        _startedAt = pump.Now;
        var queue = new SendQueueSetup(OverflowPolicy.Wait, Messages: 0, Bytes: 0);
        Lane = new SendLane(pump.Outbox, _options.Pool, queue, onSlowConsumer: static () => { });
        Lane.Open(new FormatWriter(_options.Format), credit: null);
    }

    /// <summary>Completes when bytes may flow; fails when they never will. Where they could from the beginning, it does neither.</summary>
    public Task Opened => _opened.Task;

    public void OnOpened()
    {
        _connection.OnOpened();
        _opened.TrySetResult();
    }

    public int OnBytes(ReadOnlySpan<byte> received)
    {
        int consumed = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = received[consumed..];
            switch (_decoder.TryDecode(rest, out Frame frame))
            {
                case FrameDecodeStatus.Frame:
                    Deliver(rest.Slice(frame.PayloadOffset, frame.PayloadLength));
                    consumed += frame.TotalLength;
                    break;
                case FrameDecodeStatus.Invalid:
                    throw _decoder.Error!.ToException();
                default:
                    return consumed;
            }
        }
    }

    public Memory<byte> Direct => default;

    public void OnDirect(int count)
    {
    }

    public bool OnBurstEnd()
    {
        if (_options.Handler is null)
        {
            Inbox.Publish();
        }
        else
        {
            _options.Handler.OnBatchEnd(_connection);
        }

        return true;
    }

    public ValueTask WaitForRoomAsync() => _options.Handler is null ? _parking.WaitAsync() : ValueTask.CompletedTask;

    public void OnPeerFinished(ReadOnlySpan<byte> rest)
    {
        if (_pump.Link.EndWasCut)
        {
            throw new ProtocolViolationException(
                "The peer's stream ended without TLS saying so (close_notify): anybody in between could have cut it, and what arrived may not be all.",
                CloseReason.TruncatedFrame);
        }

        switch (_decoder.TryDecodeEnd(rest, out Frame frame))
        {
            case FrameDecodeStatus.Frame:
                Deliver(rest.Slice(frame.PayloadOffset, frame.PayloadLength));
                OnBurstEnd();
                break;
            case FrameDecodeStatus.Invalid:
                throw _decoder.Error!.ToException();
        }

        Inbox.Complete(error: null);
        _peerFinished.TrySetResult();
        if (_options.Handler is not null)
        {
            // A handler has nothing more to wait for; what it answered is sent before the connection ends.
            _ = CloseAsPeerDidAsync();
        }
    }

    public int WriteControl(Span<byte> destination, ulong messagesOnWire) => 0;

    public void OnRoom() => Lane.Pump();

    public void OnTick(long now)
    {
        // TCP's keepalive watches a foreign peer; there is no heartbeat to look after.
        if (!_pump.Link.IsOpen && now - _startedAt > _options.Limits.HandshakeTimeout.TotalMilliseconds)
        {
            _pump.Close(CloseReason.HandshakeTimeout, new ConnectionClosedException(
                CloseReason.HandshakeTimeout, $"The TLS handshake took longer than {_options.Limits.HandshakeTimeout.TotalSeconds} s."));
        }
    }

    public void OnClosing(CloseReason reason, Exception? error)
    {
        Lane.Close();
        _parking.Open();
        _peerFinished.TrySetResult();
        _opened.TrySetException(EndOfStream());
        _ = _opened.Task.Exception;
    }

    public void OnClosed(CloseReason reason, Exception? error)
    {
        // Only now: what had arrived before the end was published by the receive loop.
        Inbox.Complete(reason is CloseReason.LocalClose or CloseReason.PeerClose ? null : EndOfStream());
        _connection.OnEnded();
        _options.Handler?.OnClosed(_connection, reason, error);
    }

    public ConnectionStats GetStats()
    {
        SendCounters sent;
        lock (_pump.Outbox.Gate)
        {
            sent = Lane.Count();
        }

        return StatsBuilder.Build(sent, WireCounters.Of(_pump)) with
        {
            MessagesReceived = Volatile.Read(ref _received),
            BytesReceived = Volatile.Read(ref _receivedBytes),
            MessagesDelivered = Volatile.Read(ref _handled) + Inbox.Delivered,
            MessagesUnread = Inbox.Unread,
        };
    }

    private void Deliver(ReadOnlySpan<byte> payload)
    {
        Volatile.Write(ref _received, _received + 1);
        Volatile.Write(ref _receivedBytes, _receivedBytes + payload.Length);
        if (_options.Handler is not null)
        {
            Volatile.Write(ref _handled, _handled + 1);
            _options.Handler.OnFrame(_connection, payload);
            return;
        }

        _parking.Hold(Math.Max(payload.Length, LeastCost));
        Inbox.Add(payload, sequence: 0);
    }

    private async Task CloseAsPeerDidAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(_options.Limits.CloseTimeout, _options.TimeProvider);
            await Lane.DrainAsync().WaitAsync(deadline.Token).ConfigureAwait(false);
            await _pump.FinishSendingAsync(deadline.Token).ConfigureAwait(false);
            _pump.Close(CloseReason.PeerClose);
        }
        catch (OperationCanceledException)
        {
            _pump.Close(CloseReason.WriteTimeout);
        }
    }

    private TransportException EndOfStream() => CloseTexts.ToException(_pump.Reason, _pump.Error);
}
