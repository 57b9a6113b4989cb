namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>A line of those who wait, first come, first served; whoever gives up leaves it from wherever they stand. Guarded by the outbox's gate.</summary>
/// <typeparam name="T">Who waits: in one line at a time.</typeparam>
internal sealed class WaitingLine<T>
    where T : class, IInLine<T>
{
    private T? _last;

    public T? First { get; private set; }

    public int Count { get; private set; }

    public bool Contains(T waiter) => waiter.Previous is not null || ReferenceEquals(First, waiter);

    public void Add(T waiter)
    {
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

    public void Remove(T waiter)
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
        Count--;
    }
}
