namespace Sockets.Transport.Buffers;

/// <summary>The unused blocks of one size, last in first out: the block returned last is the one still in the cache.</summary>
internal sealed class FreeList
{
    /// <summary>Blocks let go of at a time: who rents meanwhile waits for no more than these, a few microseconds.</summary>
    private const int TrimmedAtOnce = 64;

    private readonly int _keep;

    // A few instructions are guarded, and the two threads of a connection, one renting and one returning, meet here for
    // every message: a lock that parks the loser costs them twice as much, and microseconds when it does park.
    private SpinLock _gate = new(enableThreadOwnerTracking: false);
    private PooledBuffer? _first;
    private int _count;

    // The fewest there were since the last trimming: so many were not needed.
    private int _least;
    private long _outstanding;

    /// <summary>Makes an empty list.</summary>
    /// <param name="keep">How many unused blocks it keeps; the others go to the garbage collector.</param>
    public FreeList(int keep) => _keep = keep;

    /// <summary>How many blocks of this size are lent out.</summary>
    public long Outstanding => Interlocked.Read(ref _outstanding);

    /// <summary>Counts a block as lent, and gives an unused one or, when there is none, null.</summary>
    public PooledBuffer? Take()
    {
        bool entered = false;
        _gate.Enter(ref entered);
        _outstanding++;
        PooledBuffer? buffer = _first;
        if (buffer is not null)
        {
            _first = buffer.Next;
            buffer.Next = null;
            _count--;
        }

        _least = Math.Min(_least, _count);
        _gate.Exit(useMemoryBarrier: false);
        return buffer;
    }

    /// <summary>Counts a block as returned, and keeps it if there is room.</summary>
    public void Give(PooledBuffer buffer)
    {
        bool entered = false;
        _gate.Enter(ref entered);
        _outstanding--;
        if (_count < _keep)
        {
            buffer.Next = _first;
            _first = buffer;
            _count++;
        }

        _gate.Exit(useMemoryBarrier: false);
    }

    /// <summary>Lets go of the blocks that nobody has needed since the last time.</summary>
    public void Trim()
    {
        for (int unneeded = BeginTrim(); unneeded > 0; unneeded -= TrimmedAtOnce)
        {
            Drop(Math.Min(unneeded, TrimmedAtOnce));
        }
    }

    private int BeginTrim()
    {
        bool entered = false;
        _gate.Enter(ref entered);
        int unneeded = _least;
        _least = _count - unneeded;
        _gate.Exit(useMemoryBarrier: false);
        return unneeded;
    }

    private void Drop(int blocks)
    {
        bool entered = false;
        _gate.Enter(ref entered);
        for (; blocks > 0 && _first is not null; blocks--)
        {
            _first = _first.Next;
            _count--;
        }

        _least = Math.Min(_least, _count);
        _gate.Exit(useMemoryBarrier: false);
    }
}
