using System.Threading.Tasks.Sources;
using Sockets.Transport.Buffers;
using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal.Receiving;

/// <summary>
/// What one peer sent and nobody has taken yet. Its receive loop gathers a burst and puts it up for reading in one go, and
/// stops receiving while the inbox is full: TCP then holds the peer back.
/// </summary>
internal sealed class PeerInbox : IValueTaskSource<bool>
{
    private readonly FairQueue _queue;
    private readonly BufferPool _pool;
    private readonly int _maxMessages;
    private readonly long _maxBytes;

    // The receive loop's.
    private readonly InboxBlock _block;
    private MessageShelf _arrived = new();
    private long _addedMessages;
    private long _addedBytes;

    // Guarded by the queue's gate; the counters are read by the receive loop too.
    private MessageShelf _readable = new();
    private long _takenMessages;
    private long _takenBytes;
    private long _discarded;
    private bool _loopWaits;
    private bool _closed;
    private ManualResetValueTaskSourceCore<bool> _room = new() { RunContinuationsAsynchronously = true };

    public PeerInbox(FairQueue queue, Peer peer, BufferPool pool, int maxMessages, long maxBytes)
    {
        _queue = queue;
        Peer = peer;
        _pool = pool;
        _maxMessages = maxMessages;
        _maxBytes = maxBytes;
        _block = new InboxBlock(pool, owner: null);
    }

    public Peer Peer { get; }

    /// <summary>Messages that were added.</summary>
    public long Added => Volatile.Read(ref _addedMessages);

    /// <summary>Messages that the application took.</summary>
    public long Delivered => Volatile.Read(ref _takenMessages) - Volatile.Read(ref _discarded);

    /// <summary>Messages that were still unread when the socket was disposed.</summary>
    public long Discarded => Volatile.Read(ref _discarded);

    /// <summary>Whether more may be added. Receive loop.</summary>
    public bool HasRoom =>
        _addedMessages - Volatile.Read(ref _takenMessages) < _maxMessages
        && _addedBytes - Volatile.Read(ref _takenBytes) < _maxBytes;

    /// <summary>Whether it is one of those the reader takes turns with. Guarded by the queue's gate.</summary>
    public bool IsListed { get; set; }

    /// <summary>Whether its peer has gone, and nothing is added any more. Guarded by the queue's gate.</summary>
    public bool HasDeparted { get; set; }

    /// <summary>Messages that were added and not taken. Guarded by the queue's gate.</summary>
    public long Unread => Added - _takenMessages;

    /// <summary>Bytes of those. Guarded by the queue's gate.</summary>
    public long UnreadBytes => _addedBytes - _takenBytes;

    /// <summary>Whether something can be read. Guarded by the queue's gate.</summary>
    public bool IsReadable => _readable.Count > 0;

    /// <summary>Whether the receive loop was waiting and should go on; true once. Guarded by the queue's gate.</summary>
    public bool IsLoopDue
    {
        get
        {
            bool due = _loopWaits && (_closed || HalfEmpty);
            _loopWaits &= !due;
            return due;
        }
    }

    /// <summary>Adds a copy of an encoded message; it can be read after <see cref="Publish"/>. Receive loop only.</summary>
    /// <param name="message">Its frames.</param>
    /// <param name="envelope">Encoded frames that go before them.</param>
    public void Add(ReadOnlySpan<byte> message, ReadOnlySpan<byte> envelope = default)
    {
        int length = envelope.Length + message.Length;
        if (envelope.IsEmpty && length <= InboxBlock.LongestShared)
        {
            _arrived.Add(_block.Copy(message, sequence: 0));
        }
        else
        {
            PooledBuffer buffer = _pool.Rent(length);
            envelope.CopyTo(buffer.Array);
            message.CopyTo(buffer.Array.AsSpan(envelope.Length));
            _arrived.Add(new Message(buffer, length, sequence: 0));
        }

        _addedBytes += length;
        Volatile.Write(ref _addedMessages, _addedMessages + 1);
    }

    /// <summary>Puts up for reading what has arrived. Receive loop only.</summary>
    public void Publish()
    {
        _block.Close();
        if (_arrived.Count > 0)
        {
            _queue.Publish(this);
        }
    }

    /// <summary>Waits until half of it is free, or it is closed. Receive loop only.</summary>
    public ValueTask<bool> WaitForRoomAsync()
    {
        lock (_queue.Gate)
        {
            if (_closed || HalfEmpty)
            {
                return new ValueTask<bool>(!_closed);
            }

            _room.Reset();
            _loopWaits = true;
            return new ValueTask<bool>(this, _room.Version);
        }
    }

    /// <summary>Wakes the receive loop. Without the gate, once for each <see cref="IsLoopDue"/>.</summary>
    public void WakeLoop() => _room.SetResult(result: true);

    /// <summary>Nothing more is added, and nobody waits for room. What is there can still be read.</summary>
    public void Close()
    {
        bool wake;
        lock (_queue.Gate)
        {
            _closed = true;
            wake = IsLoopDue;
        }

        if (wake)
        {
            WakeLoop();
        }
    }

    /// <summary>Moves the burst to where the reader takes it. Guarded by the queue's gate.</summary>
    /// <returns>How many messages that are.</returns>
    public int PutUp()
    {
        int count = _arrived.Count;
        if (_readable.Count == 0)
        {
            (_readable, _arrived) = (_arrived, _readable);
        }
        else
        {
            _readable.AddAll(_arrived);
        }

        return count;
    }

    /// <summary>Takes the oldest message. Guarded by the queue's gate.</summary>
    public bool TryTake(out Message message)
    {
        message = default;
        if (_readable.Take(new Span<Message>(ref message)) == 0)
        {
            return false;
        }

        Volatile.Write(ref _takenBytes, _takenBytes + message.Length);
        Volatile.Write(ref _takenMessages, _takenMessages + 1);
        return true;
    }

    /// <summary>Gives back what nobody will read. Guarded by the queue's gate.</summary>
    public void DiscardAll()
    {
        while (TryTake(out Message message))
        {
            Volatile.Write(ref _discarded, _discarded + 1);
            message.Dispose();
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _room.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _room.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _room.OnCompleted(continuation, state, token, flags);

    private bool HalfEmpty =>
        _addedMessages - _takenMessages <= _maxMessages / 2 && _addedBytes - _takenBytes <= _maxBytes / 2;
}
