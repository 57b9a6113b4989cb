using Sockets.Transport.Flow;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <content>Those who wait for credit or room, first come, first served.</content>
internal sealed partial class SendLane
{
    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken, WhenDisconnected offline = WhenDisconnected.ApplyPolicy)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<SendStatus>(cancellationToken);
        }

        if (_policy != OverflowPolicy.Wait)
        {
            return new ValueTask<SendStatus>(TrySend(message.Span, key: 0, offline));
        }

        QueuedMessage packed = default;
        if (Compresses(message.Length))
        {
            if (Refuses(message.Length, waits: true, offline, out SendStatus refusal))
            {
                return new ValueTask<SendStatus>(refusal);
            }

            _compression!.TryPack(message.Span, out packed);
        }

        ValueTask<SendStatus> task;
        SendWaiter? inLine = null;
        bool send = false;
        lock (_outbox.Gate)
        {
            _submitted++;
            SendStatus status = Judge(message.Length, out int length);
            if (status != SendStatus.Sent && !MayWait(status, offline))
            {
                _refused++;
                packed.Buffer?.Release();
                return new ValueTask<SendStatus>(status);
            }

            if (status == SendStatus.Sent && packed.IsCompressed)
            {
                Commit(packed, length);
                task = new ValueTask<SendStatus>(SendStatus.Sent);
                send = _outbox.TakeRole();
            }
            else if (status == SendStatus.Sent && !GoesInPlace(message.Length))
            {
                task = new ValueTask<SendStatus>(CommitOrThrow(message.Span, length));
                send = _outbox.TakeRole();
            }
            else
            {
                SendWaiter waiter = _spareWaiters.TryPop(out SendWaiter? spare) ? spare : new SendWaiter(this);
                waiter.Begin(message, length, packed);
                task = waiter.Task;
                if (status == SendStatus.Sent)
                {
                    CommitInPlace(waiter);
                    send = _outbox.TakeRole();
                }
                else
                {
                    _waiters.Add(waiter);
                    inLine = waiter;
                }
            }
        }

        inLine?.CancelWith(cancellationToken);
        if (send)
        {
            _outbox.Send();
        }

        return task;
    }

    /// <summary>A waiter's token was cancelled.</summary>
    internal void Cancel(SendWaiter waiter, CancellationToken token)
    {
        lock (_outbox.Gate)
        {
            if (!_waiters.Contains(waiter))
            {
                return;
            }

            _waiters.Remove(waiter);
            _refused++;
            NoteEmpty();
            waiter.Fail(new OperationCanceledException(token));
        }

        // Those behind it may be shorter and fit.
        Pump();
    }

    internal void Recycle(SendWaiter waiter)
    {
        lock (_outbox.Gate)
        {
            _spareWaiters.Push(waiter);
        }
    }

    private void Write(SendWaiter waiter)
    {
        if (waiter.Headed is { } headed)
        {
            Commit(headed, waiter.WireLength);
            waiter.Complete(SendStatus.Sent);
            return;
        }

        if (waiter.TryTakePacked(out QueuedMessage packed))
        {
            Commit(packed, waiter.WireLength);
            waiter.Complete(SendStatus.Sent);
            return;
        }

        if (GoesInPlace(waiter.Message.Length))
        {
            CommitInPlace(waiter);
            return;
        }

        try
        {
            Commit(waiter.Message.Span, waiter.WireLength);
            waiter.Complete(SendStatus.Sent);
        }
        catch (ArgumentException e)
        {
            _refused++;
            waiter.Fail(e);
        }
    }

    /// <summary>Whether a message of this length is sent out of its caller's memory, who is told when it is free again.</summary>
    private bool GoesInPlace(int messageLength) =>
        messageLength >= LargeMessage.ShortestLength && _replay is null && _writer!.DataFrameLength > 0 && _outbox.TakesLarge;

    private void CommitInPlace(SendWaiter waiter)
    {
        int length = waiter.Message.Length;
        _outbox.Append(waiter.InPlace(_writer!.DataFrameLength));
        NoteCommitted(length, waiter.WireLength);
    }

    /// <summary>What heads the line and has no credit holds up all behind it, and its credit will not come.</summary>
    private void DropUncredited()
    {
        while (_waiters.First is { } waiter && !_credit!.CanTake(waiter.WireLength))
        {
            _waiters.Remove(waiter);
            _failedAtClose++;
            waiter.Complete(SendStatus.Closed);
        }

        if (_queue is not null && _queue.TryPeek(out _, out int length) && !_credit!.CanTake(length))
        {
            _queue.Clear(DropCause.Closed);
        }

        DropUncreditedLines();
    }
}
