using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal.Receiving;

/// <summary>
/// What all peers of a socket sent: whoever reads gets one message of each peer in turn, so that a loud peer does not
/// silence the others. Any number of readers may wait; they are served in the order they came.
/// </summary>
/// <remarks>
/// In order, whoever reads gets what was put up first, whose ever it is: a subscription means something else before a
/// cancellation than behind it.
/// </remarks>
internal sealed class FairQueue
{
    /// <summary>Whose each message is that can be read, in order; null where peers take turns.</summary>
    private readonly Queue<PeerInbox>? _order;

    // Guarded by the gate.
    private readonly List<PeerInbox> _listed = [];
    private readonly List<ReceiveWaiter> _waiters = [];
    private readonly Stack<ReceiveWaiter> _idleWaiters = [];
    private LeftBehind _left;
    private int _turn;
    private bool _closed;

    public FairQueue(bool isInOrder) => _order = isInOrder ? new Queue<PeerInbox>() : null;

    /// <summary>Guards this and the reading side of every inbox.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What peers that have gone left unread, and what nobody will read of it any more.</summary>
    public LeftBehind Left
    {
        get
        {
            lock (Gate)
            {
                return _left;
            }
        }
    }

    /// <summary>The peer has gone: what it left unread counts for all that have. Nothing is put up after that.</summary>
    public void Depart(PeerInbox inbox)
    {
        lock (Gate)
        {
            inbox.HasDeparted = true;
            _left = new LeftBehind(_left.Messages + inbox.Unread, _left.Bytes + inbox.UnreadBytes, _left.Discarded + inbox.Discarded);
        }
    }

    /// <summary>Takes the next message, if there is one.</summary>
    public bool TryTake(out Message message, out Peer? peer)
    {
        PeerInbox? loopDue;
        ReceiveWaiter? next;
        lock (Gate)
        {
            if (!TryTakeTurn(out message, out PeerInbox? inbox))
            {
                peer = null;
                return false;
            }

            peer = inbox!.Peer;
            loopDue = inbox.IsLoopDue ? inbox : null;

            // One waiter is woken for a burst; each one that took something wakes the next while there is more.
            next = _listed.Count > 0 ? TakeWaiter() : null;
        }

        loopDue?.WakeLoop();
        next?.Wake(isOpen: true);
        return true;
    }

    /// <summary>Takes the next messages, as many as there are and fit.</summary>
    public int Take(Span<ZmqMessage> messages)
    {
        int count = 0;
        PeerInbox? loopDue;
        do
        {
            loopDue = null;
            ReceiveWaiter? next;
            lock (Gate)
            {
                while (count < messages.Length && loopDue is null && TryTakeTurn(out Message message, out PeerInbox? inbox))
                {
                    messages[count++] = new ZmqMessage(message, inbox!.Peer.Id);
                    loopDue = inbox!.IsLoopDue ? inbox : null;
                }

                next = count > 0 && _listed.Count > 0 ? TakeWaiter() : null;
            }

            loopDue?.WakeLoop();
            next?.Wake(isOpen: true);
        }
        while (loopDue is not null);
        return count;
    }

    /// <summary>Waits until it is worth looking for a message (true), or no more will come (false).</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReceiveWaiter waiter;
        ValueTask<bool> task;
        lock (Gate)
        {
            if (_listed.Count > 0 || _closed)
            {
                return new ValueTask<bool>(!_closed || _listed.Count > 0);
            }

            waiter = _idleWaiters.Count > 0 ? _idleWaiters.Pop() : new ReceiveWaiter(this);
            task = waiter.BeginAsync();
            _waiters.Add(waiter);
        }

        waiter.CancelWith(cancellationToken);
        return task;
    }

    /// <summary>An inbox has gathered a burst.</summary>
    public void Publish(PeerInbox inbox)
    {
        ReceiveWaiter? waiter;
        lock (Gate)
        {
            int more = inbox.PutUp();
            if (_closed)
            {
                inbox.DiscardAll();
                return;
            }

            if (!inbox.IsListed)
            {
                inbox.IsListed = true;
                _listed.Add(inbox);
            }

            for (; _order is not null && more > 0; more--)
            {
                _order.Enqueue(inbox);
            }

            waiter = TakeWaiter();
        }

        waiter?.Wake(isOpen: true);
    }

    /// <summary>Nobody will read any more: what waits goes back, and so does what still arrives.</summary>
    public void Close()
    {
        ReceiveWaiter[] waiters;
        lock (Gate)
        {
            _closed = true;
            foreach (PeerInbox inbox in _listed)
            {
                inbox.DiscardAll();
                inbox.IsListed = false;
            }

            _listed.Clear();
            _order?.Clear();
            _left = new LeftBehind(Messages: 0, Bytes: 0, _left.Discarded + _left.Messages);
            waiters = [.. _waiters];
            _waiters.Clear();
        }

        foreach (ReceiveWaiter waiter in waiters)
        {
            waiter.Wake(isOpen: false);
        }
    }

    /// <summary>A waiter gives up; true if nobody woke it before.</summary>
    internal bool Leave(ReceiveWaiter waiter)
    {
        lock (Gate)
        {
            return _waiters.Remove(waiter);
        }
    }

    /// <summary>A waiter is done and may wait for somebody else.</summary>
    internal void Return(ReceiveWaiter waiter)
    {
        lock (Gate)
        {
            _idleWaiters.Push(waiter);
        }
    }

    private bool TryTakeTurn(out Message message, out PeerInbox? inbox)
    {
        if (_listed.Count == 0)
        {
            message = default;
            inbox = null;
            return false;
        }

        if (_order is not null)
        {
            _turn = _listed.IndexOf(_order.Dequeue());
        }
        else if (_turn >= _listed.Count)
        {
            _turn = 0;
        }

        inbox = _listed[_turn];
        inbox.TryTake(out message);
        if (inbox.HasDeparted)
        {
            _left = _left with { Messages = _left.Messages - 1, Bytes = _left.Bytes - message.Length };
        }

        if (inbox.IsReadable)
        {
            _turn++;
        }
        else
        {
            inbox.IsListed = false;
            _listed.RemoveAt(_turn);
        }

        return true;
    }

    private ReceiveWaiter? TakeWaiter()
    {
        if (_waiters.Count == 0)
        {
            return null;
        }

        ReceiveWaiter waiter = _waiters[0];
        _waiters.RemoveAt(0);
        return waiter;
    }
}
