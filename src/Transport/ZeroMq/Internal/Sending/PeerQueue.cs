using Sockets.Transport.Buffers;
using Sockets.Transport.Flow;
using Sockets.Transport.Links;
using Sockets.Transport.ZeroMq.Internal.Wire.Curve;

namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>
/// What one peer has still to be sent, bounded in messages and in bytes; who hands it to the kernel is the sender's rule.
/// </summary>
/// <remarks>
/// Under a policy that drops what already waits, messages stay apart in a line until a batch is due, and move into it then:
/// what is in a batch can be dropped no more. Under the others they are appended to the batch at once. What the protocol
/// has to say, subscriptions above all, is never counted against the bound in messages.
/// </remarks>
internal sealed partial class PeerQueue : StreamSender, IDroppedSink<PooledBuffer>
{
    /// <summary>What the protocol may have waiting for a peer that reads nothing, beyond one piece of any length: 1 MiB.</summary>
    private const int MostControlBytes = 1 << 20;

    private readonly IStreamLink _link;
    private readonly IQueueOwner _owner;
    private readonly BufferPool _pool;
    private readonly QueueLimits _limits;

    // Guarded by the gate.
    private readonly SendBlocks _blocks = new();
    private readonly OverflowQueue<PooledBuffer>? _line;
    private TaskCompletionSource? _emptied;
    private bool _roomWanted;
    private int _messages;
    private long _offered;
    private long _droppedNewest;
    private long _droppedAtClose;
    private long _highest;

    // Touched only by who holds the role.
    private EncryptedBatch? _encrypted;
    private Piece _piece;

    // Written by who holds the role, read by anyone.
    private long _wireBytes;

    public PeerQueue(IStreamLink link, IQueueOwner owner, BufferPool pool, QueueLimits limits)
        : base(link, PoolRunner.Instance, new Lock())
    {
        _link = link;
        _owner = owner;
        _pool = pool;
        _limits = limits;
        _line = limits.Overflow is OverflowPolicy.DropOldest or OverflowPolicy.Conflate
            ? new OverflowQueue<PooledBuffer>(limits.Overflow, limits.MaxMessages, limits.MaxBytes, this)
            : null;
    }

    /// <summary>Every message offered is in exactly one of the counters, or pending.</summary>
    public QueueCounters Counters
    {
        get
        {
            lock (Gate)
            {
                OverflowCounters line = _line?.Counters ?? default;
                return new QueueCounters
                {
                    Offered = _offered,
                    Sent = (long)MessagesOnWire,
                    DroppedNewest = _droppedNewest,
                    DroppedOldest = line.DroppedOldest,
                    Conflated = line.Conflated,
                    DroppedAtClose = _droppedAtClose,
                    Pending = Waiting,
                    PendingBytes = Pending + (_line?.Bytes ?? 0),
                    PendingHighest = _highest,
                    WireBytes = Volatile.Read(ref _wireBytes),
                    SendCalls = SendCalls,
                };
            }
        }
    }

    /// <summary>
    /// What is added from now on leaves encrypted. It is kept as it is until then, so that policies can drop it, and peers
    /// share it; bounds count it as it is. Once.
    /// </summary>
    public void Encrypt(CurveTraffic traffic)
    {
        lock (Gate)
        {
            _encrypted = new EncryptedBatch(traffic, _pool);
            _blocks.BecomeConfidential();
        }
    }

    /// <summary>Offers a message; if there is no room, the policy says what becomes of it. Never blocks.</summary>
    /// <param name="message">The message.</param>
    /// <param name="shared">The same, encoded for all peers; null when each copies it.</param>
    /// <param name="sender">Who sends it when nobody does.</param>
    public QueueResult Offer(scoped in OutgoingMessage message, PooledBuffer? shared, SendBy sender)
    {
        bool send = false;
        bool tooSlow = false;
        QueueResult result;
        lock (Gate)
        {
            result = Place(message, shared);
            if (result == QueueResult.Full)
            {
                tooSlow = _limits.Overflow == OverflowPolicy.Disconnect;
                result = QueueResult.Dropped;
                _droppedNewest++;
            }

            _offered += result == QueueResult.Gone ? 0 : 1;
            send = result == QueueResult.Queued && TryTakeRole(othersWill: false);
        }

        if (send)
        {
            Send(sender);
        }
        else if (tooSlow)
        {
            _owner.OnTooSlow($"{_limits.MaxMessages} messages or {_limits.MaxBytes} bytes wait for it");
        }

        return result;
    }

    /// <summary>Adds a message if there is room; if not, the owner is told when there may be. Never blocks.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Who sends it when nobody does.</param>
    /// <param name="shared">The same, encoded for all peers; null when each copies it.</param>
    public QueueResult TryAdd(scoped in OutgoingMessage message, SendBy sender = SendBy.Caller, PooledBuffer? shared = null)
    {
        bool send;
        lock (Gate)
        {
            QueueResult result = Place(message, shared);
            if (result != QueueResult.Queued)
            {
                _roomWanted |= result == QueueResult.Full;
                return result;
            }

            _offered++;
            send = TryTakeRole(othersWill: false);
        }

        if (send)
        {
            Send(sender);
        }

        return QueueResult.Queued;
    }

    /// <summary>Adds what the protocol has to say. A peer that takes none of it is disconnected, and told all again later.</summary>
    public void Tell(ReadOnlySpan<byte> frames)
    {
        bool send;
        lock (Gate)
        {
            if (IsClosed)
            {
                return;
            }

            if (Pending > MostControlBytes + _limits.MaxBytes)
            {
                send = false;
            }
            else
            {
                frames.CopyTo(Reserve(frames.Length));
                Commit(frames.Length, messages: 0);
                if (!TryTakeRole(othersWill: false))
                {
                    return;
                }

                send = true;
            }
        }

        if (send)
        {
            Send(SendBy.Caller);
        }
        else
        {
            _owner.OnTooSlow("it takes none of the subscriptions or answers it is sent");
        }
    }

    /// <summary>Completes when the kernel has taken everything, or it was closed.</summary>
    public Task WhenEmptyAsync()
    {
        lock (Gate)
        {
            if (IsClosed || (Pending == 0 && Waiting == 0))
            {
                return Task.CompletedTask;
            }

            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }

    /// <summary>Nothing more is sent; what waits is dropped and counted. May be called twice.</summary>
    /// <returns>Completes when nobody sends any more and every buffer is back. The link must be ended for that.</returns>
    public Task CloseAsync()
    {
        lock (Gate)
        {
            return CloseWithGateAsync();
        }
    }

    private void Send(SendBy sender)
    {
        if (sender == SendBy.Pool)
        {
            SendBatch();
        }
        else
        {
            Send();
        }
    }

    void IDroppedSink<PooledBuffer>.OnDropped(PooledBuffer item, DropCause cause) => item.Release();

    /// <summary>What is being sent: whole messages of one block, from a position to an end.</summary>
    private readonly record struct Piece(SendBlocks.Block? Block, int Position, int End, int Messages)
    {
        public bool IsDone => Position == End;

        public bool IsConfidential => Block!.IsConfidential;

        public ReadOnlyMemory<byte> Memory => Block!.Slice(Position, End);
    }
}
