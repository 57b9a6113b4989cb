using System.Diagnostics;

namespace Sockets.Transport.Buffers;

/// <summary>
/// A block of pooled memory with a count of its holders. Whoever calls <see cref="BufferPool.Rent"/> holds it once;
/// <see cref="Retain"/> adds a holder (fan-out shares one block); the last <see cref="Release"/> returns it to its pool.
/// </summary>
internal sealed class PooledBuffer
{
    private readonly BufferPool _pool;
    private int _holders;

    internal PooledBuffer(BufferPool pool, int sizeClass, byte[] array)
    {
        _pool = pool;
        SizeClass = sizeClass;
        Array = array;
    }

    /// <summary>The memory. Only the part that its holder wrote may be shown to anyone.</summary>
    public byte[] Array { get; }

    /// <summary>Changes each time the block goes back, so that a stale handle is noticed.</summary>
    public uint Version { get; private set; }

    /// <summary>Told when the block goes back; null when nobody asks.</summary>
    public ILeaseOwner? Owner { get; set; }

    /// <summary>What the owner is told: the bytes this block cost on the wire, headers included.</summary>
    public int Cost { get; set; }

    /// <summary>Which free list it belongs to; -1 for a block too long to keep.</summary>
    internal int SizeClass { get; }

    /// <summary>The next block of the free list.</summary>
    internal PooledBuffer? Next { get; set; }

    /// <summary>Adds a holder.</summary>
    public void Retain()
    {
        int holders = Interlocked.Increment(ref _holders);
        Debug.Assert(holders > 1, "Only a holder may add another one.");
    }

    /// <summary>Lets go. The last holder's call tells the owner and returns the block to the pool.</summary>
    /// <exception cref="InvalidOperationException">There was no holder left: it was returned before.</exception>
    public void Release()
    {
        int holders = Interlocked.Decrement(ref _holders);
        if (holders > 0)
        {
            return;
        }

        if (holders < 0)
        {
            throw new InvalidOperationException("A pooled buffer was returned twice.");
        }

        ILeaseOwner? owner = Owner;
        int cost = Cost;
        Owner = null;
        Cost = 0;
        Version++;
        _pool.Return(this);
        owner?.OnReleased(cost);
    }

    /// <summary>The pool hands the block to its first holder.</summary>
    internal void Lend() => Volatile.Write(ref _holders, 1);
}
