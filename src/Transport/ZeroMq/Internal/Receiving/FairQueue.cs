using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal.Receiving;

/// <summary>
/// What all peers of a socket sent: whoever reads gets one message of each peer in turn, so that a loud peer does not
/// silence the others. Any number of readers may wait; they are served in the order they came.
/// </summary>
internal sealed class FairQueue
{
    // Guarded by the gate.
    private readonly List<PeerInbox> _listed = [];
    private readonly List<ReceiveWaiter> _waiters = [];
    private readonly Stack<ReceiveWaiter> _idleWaiters = [];
    private int _turn;
    private bool _closed;

    /// <summary>Guards this and the reading side of every inbox.</summary>
    public Lock Gate { get; } = new();

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
            inbox.PutUp();
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

        _turn = _turn < _listed.Count ? _turn : 0;
        inbox = _listed[_turn];
        inbox.TryTake(out message);
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
