using Sockets.Transport.Flow;

namespace Sockets.Transport.Tcp.Internal;

/// <content>Those who wait for credit or room, first come, first served.</content>
internal sealed partial class SendLane
{
    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (_policy != OverflowPolicy.Wait)
        {
            return cancellationToken.IsCancellationRequested
                ? ValueTask.FromCanceled<SendStatus>(cancellationToken)
                : new ValueTask<SendStatus>(TrySend(message.Span, key: 0));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<SendStatus>(cancellationToken);
        }

        SendWaiter waiter;
        ValueTask<SendStatus> task;
        lock (_outbox.Gate)
        {
            _submitted++;
            SendStatus status = Offer(message.Span, key: 0);
            if (status is not (SendStatus.NoCredit or SendStatus.BackPressured))
            {
                if (status != SendStatus.Sent || !_outbox.TakeRole())
                {
                    return new ValueTask<SendStatus>(status);
                }

                task = new ValueTask<SendStatus>(status);
                waiter = null!;
            }
            else
            {
                _refused--;
                if (!_spareWaiters.TryPop(out waiter!))
                {
                    waiter = new SendWaiter(this);
                }

                _writer!.TryMeasure(message.Length, out int length);
                waiter.Begin(message, length);
                task = waiter.Task;
                _waiters.Add(waiter);
            }
        }

        if (waiter is null)
        {
            _outbox.Send();
        }
        else
        {
            waiter.CancelWith(cancellationToken);
        }

        return task;
    }

    /// <summary>A waiter's token was cancelled.</summary>
    internal void Cancel(SendWaiter waiter, CancellationToken token)
    {
        lock (_outbox.Gate)
        {
            if (!waiter.IsWaiting)
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
    }
}
