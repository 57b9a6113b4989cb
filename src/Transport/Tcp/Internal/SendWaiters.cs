namespace Sockets.Transport.Tcp.Internal;

/// <summary>The line of those who wait to send, first come, first served. Guarded by the outbox's gate.</summary>
internal sealed class SendWaiters
{
    private SendWaiter? _last;

    public SendWaiter? First { get; private set; }

    public int Count { get; private set; }

    public void Add(SendWaiter waiter)
    {
        waiter.IsWaiting = true;
        waiter.Previous = _last;
        if (_last is null)
        {
            First = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
        Count++;
    }

    public void Remove(SendWaiter waiter)
    {
        if (waiter.Previous is null)
        {
            First = waiter.Next;
        }
        else
        {
            waiter.Previous.Next = waiter.Next;
        }

        if (waiter.Next is null)
        {
            _last = waiter.Previous;
        }
        else
        {
            waiter.Next.Previous = waiter.Previous;
        }

        waiter.Previous = waiter.Next = null;
        waiter.IsWaiting = false;
        Count--;
    }
}
