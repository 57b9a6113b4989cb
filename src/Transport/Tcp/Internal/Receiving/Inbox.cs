using Sockets.Transport.Buffers;

namespace Sockets.Transport.Tcp.Internal.Receiving;

/// <summary>
/// What arrived and waits for a reader who pulls. With credit the peer cannot send more than the window, so the receive
/// loop never waits here; without credit the inbox is bounded, and the loop stops receiving while it is full. The loop
/// gathers a burst on its own shelf and puts it up for reading in one go, and the reader takes all there is onto its own
/// shelf in one go: a message costs neither of them the lock they share. How the reader waits is in <c>Inbox.Waiting.cs</c>.
/// </summary>
internal sealed partial class Inbox : ILeaseOwner
{
    private readonly InboxSetup _setup;

    // The receive loop's.
    private readonly InboxBlock _block;
    private MessageShelf _arrived = new();
    private int _dropped;

    // Guarded by the gate.
    private readonly Lock _gate = new();
    private MessageShelf _shared = new();
    private volatile bool _discards;
    private int _discarded;

    // Guarded by the readers' lock: of a few instructions, and nobody else's but a reader's and, at the end, the one
    // who discards.
    private SpinLock _reading = new(enableThreadOwnerTracking: false);
    private MessageShelf _taken = new();
    private long _delivered;

    private ReleaseTally _released;

    public Inbox(InboxSetup setup)
    {
        _setup = setup;
        _block = new InboxBlock(setup.Pool, this);
    }

    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Messages that nobody has taken: they wait, or were thrown away.</summary>
    public int Unread
    {
        get
        {
            lock (_gate)
            {
                return _shared.Count + _discarded + _taken.Count + _arrived.Count + Volatile.Read(ref _dropped);
            }
        }
    }

    /// <summary>Adds a copy of a message; it can be read after <see cref="Publish()"/>. Receive loop only.</summary>
    public void Add(ReadOnlySpan<byte> payload, ulong sequence)
    {
        if (payload.Length <= InboxBlock.LongestShared)
        {
            Add(_block.Copy(payload, sequence));
            return;
        }

        PooledBuffer buffer = _setup.Pool.Rent(payload.Length);
        payload.CopyTo(buffer.Array);
        Add(buffer, payload.Length, sequence, _setup.CostOf(payload.Length));
    }

    /// <summary>Adds a message whose memory it takes over. Receive loop only.</summary>
    public void Add(PooledBuffer buffer, int length, ulong sequence, int cost)
    {
        buffer.Owner = this;
        buffer.Cost = cost;
        Add(new Message(buffer, length, sequence));
    }

    /// <summary>Puts up for reading what has arrived, and wakes the reader if there is something for it. Receive loop only.</summary>
    public void Publish() => Publish(isLast: false, error: null);

    /// <summary>Nobody will read any more: what waits goes back, and so does what still arrives.</summary>
    public void Discard()
    {
        MessageShelf shared = new();
        lock (_gate)
        {
            _discards = true;
            (shared, _shared) = (_shared, shared);
        }

        MessageShelf taken = new();
        bool entered = false;
        _reading.Enter(ref entered);
        (taken, _taken) = (_taken, taken);
        _reading.Exit(useMemoryBarrier: true);
        int discarded = DisposeAll(taken) + DisposeAll(shared);
        lock (_gate)
        {
            _discarded += discarded;
        }
    }

    /// <summary>Takes the oldest message, if there is one.</summary>
    public bool TryTake(out Message message)
    {
        message = default;
        return Take(new Span<Message>(ref message)) == 1;
    }

    /// <summary>Takes the oldest messages, as many as there are and fit.</summary>
    public int Take(Span<Message> messages)
    {
        bool entered = false;
        _reading.Enter(ref entered);
        int count = _taken.Take(messages);
        if (count < messages.Length && Refill())
        {
            count += _taken.Take(messages[count..]);
        }

        Volatile.Write(ref _delivered, _delivered + count);
        _reading.Exit(useMemoryBarrier: true);
        return count;
    }

    void ILeaseOwner.OnReleased(int cost) => Release(cost);

    void ILeaseOwner.OnPartReleased(int length) => Release(_setup.CostOf(length));

    private static int DisposeAll(MessageShelf shelf)
    {
        int count = 0;
        Message message = default;
        while (shelf.Take(new Span<Message>(ref message)) == 1)
        {
            message.Dispose();
            count++;
        }

        return count;
    }

    private void Add(Message message)
    {
        if (!_discards)
        {
            _arrived.Add(message);
            return;
        }

        Volatile.Write(ref _dropped, _dropped + 1);
        message.Dispose();
    }

    /// <summary>In one step: who sees that no more comes has seen what came last.</summary>
    private void Publish(bool isLast, Exception? error)
    {
        _block.Close();
        bool wake;
        lock (_gate)
        {
            if (!_discards)
            {
                PutUp();
            }

            _error = isLast && !_completed ? error : _error;
            _completed |= isLast;
            wake = IsReaderDue();
        }

        if (wake)
        {
            Wake();
        }

        if (_arrived.Count > 0)
        {
            Volatile.Write(ref _dropped, _dropped + DisposeAll(_arrived));
        }
    }

    private void PutUp()
    {
        if (_shared.Count == 0)
        {
            (_shared, _arrived) = (_arrived, _shared);
        }
        else
        {
            _shared.AddAll(_arrived);
        }
    }

    /// <summary>Takes all that was put up onto the reader's own shelf, which is empty. Readers' lock held.</summary>
    private bool Refill()
    {
        lock (_gate)
        {
            (_taken, _shared) = (_shared, _taken);
            return _taken.Count > 0;
        }
    }

    private void Release(int cost)
    {
        if (_released.Add(cost, _setup.Step, out int bytes, out int count))
        {
            _setup.OnReleased(bytes, count);
        }
    }
}
