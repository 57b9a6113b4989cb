namespace Sockets.Transport.Buffers;

/// <summary>
/// A block of pooled memory with a count of its holders. Whoever calls <see cref="BufferPool.Rent"/> holds it once;
/// <see cref="Retain"/> adds a holder (fan-out shares one block); the last one to let go returns it to its pool.
/// </summary>
/// <remarks>
/// The renter lets go with <see cref="Release"/>, or makes a <see cref="Message"/> of its hold, whose copies may be
/// disposed and read at any time, from any thread, even after the block was lent again. One lending carries one message,
/// or, after <see cref="Share"/>, one in each of its places.
/// </remarks>
internal sealed class PooledBuffer
{
    /// <summary>How many messages a shared block has places for.</summary>
    public const int Places = 31;

    /// <summary>What marks the message of a block that is not shared.</summary>
    internal const uint Whole = 1u << 31;

    private const ulong HoldersMask = Open - 1;
    private const ulong AllPlaces = HoldersMask;

    /// <summary>
    /// Set from lending until the message is disposed or the block goes back, whichever is first; of a shared block, while
    /// places of it may still be filled.
    /// </summary>
    private const ulong Open = Whole;

    private const int VersionShift = 32;

    private readonly BufferPool _pool;

    /// <summary>
    /// Version, open mark and holders in one word, so that "is it still the same lending?" and "let go" are one step: in
    /// two, a late second disposal could let go of what the next renter holds.
    /// </summary>
    private ulong _state;

    internal PooledBuffer(BufferPool pool, int sizeClass, byte[] array)
    {
        _pool = pool;
        SizeClass = sizeClass;
        Array = array;
    }

    /// <summary>The memory. Only the part that its holder wrote may be shown to anyone.</summary>
    public byte[] Array { get; }

    /// <summary>Changes each time the block goes back, so that a stale handle is noticed. Repeats after 2^32 lendings.</summary>
    public uint Version => (uint)(Volatile.Read(ref _state) >> VersionShift);

    /// <summary>Told when the block goes back; null when nobody asks. Set it before the block is shared.</summary>
    public ILeaseOwner? Owner { get; set; }

    /// <summary>What the owner is told: the bytes this block cost on the wire, headers included.</summary>
    public int Cost { get; set; }

    /// <summary>Which free list it belongs to; -1 for a block too long to keep.</summary>
    internal int SizeClass { get; }

    /// <summary>The next block of the free list.</summary>
    internal PooledBuffer? Next { get; set; }

    /// <summary>Adds a holder. Only a holder may do that.</summary>
    /// <exception cref="InvalidOperationException">There is no holder: it was returned before.</exception>
    public void Retain()
    {
        ulong state = Volatile.Read(ref _state);
        while (true)
        {
            if ((state & HoldersMask) == 0)
            {
                throw new InvalidOperationException("A pooled buffer was retained after it had been returned.");
            }

            ulong found = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (found == state)
            {
                return;
            }

            state = found;
        }
    }

    /// <summary>Lets go. The last holder's call returns the block to the pool and tells the owner.</summary>
    /// <exception cref="InvalidOperationException">There was no holder left: it was returned before.</exception>
    public void Release()
    {
        ulong state = Volatile.Read(ref _state);
        do
        {
            if ((state & HoldersMask) == 0)
            {
                throw new InvalidOperationException("A pooled buffer was returned twice.");
            }
        }
        while (!TryLetGo(ref state, state - 1));
    }

    /// <summary>Lets go of the renter's hold for a message; does nothing when the message was disposed before.</summary>
    /// <param name="version">The <see cref="Version"/> when the message was made.</param>
    internal void ReleaseMessage(uint version)
    {
        ulong state = Volatile.Read(ref _state);
        while (IsOpen(state, version) && !TryLetGo(ref state, (state & ~Open) - 1))
        {
        }
    }

    /// <summary>Whether a message over this block may be read.</summary>
    /// <param name="version">The <see cref="Version"/> when the message was made.</param>
    /// <param name="mark"><see cref="Whole"/>, or the mark of its place.</param>
    internal bool IsOpen(uint version, uint mark)
    {
        ulong state = Volatile.Read(ref _state);
        return (state & mark) != 0 && (uint)(state >> VersionShift) == version;
    }

    /// <summary>The mark of a place of a shared block.</summary>
    internal static uint MarkOf(int place) => 1u << place;

    /// <summary>
    /// The renter's hold becomes one hold for each of the <see cref="Places"/>, which the renter fills with messages in
    /// their order. Filling one takes no atomic step that way.
    /// </summary>
    internal void Share() => Volatile.Write(ref _state, _state | Open | AllPlaces);

    /// <summary>No more places will be filled: lets go of those that were not.</summary>
    /// <param name="filled">How many were.</param>
    internal void Seal(int filled)
    {
        ulong unfilled = Open | (AllPlaces & ~((1UL << filled) - 1));
        ulong state = Volatile.Read(ref _state);
        while (true)
        {
            bool last = (state & AllPlaces & ~unfilled) == 0;
            ulong found = Interlocked.CompareExchange(ref _state, last ? NextVersion(state) : state & ~unfilled, state);
            if (found == state)
            {
                if (last)
                {
                    Owner = null;
                    _pool.Return(this);
                }

                return;
            }

            state = found;
        }
    }

    /// <summary>Lets go of one place for its message; does nothing when the message was disposed before.</summary>
    /// <param name="version">The <see cref="Version"/> when the message was made.</param>
    /// <param name="mark">The mark of its place.</param>
    /// <param name="length">The message's length, for the owner.</param>
    internal void ReleasePart(uint version, uint mark, int length)
    {
        ulong state = Volatile.Read(ref _state);
        while ((state & mark) != 0 && (uint)(state >> VersionShift) == version)
        {
            // Read while this place holds the block: afterwards it may be somebody else's.
            ILeaseOwner? owner = Owner;
            ulong next = state & ~(ulong)mark;
            bool last = (next & (Open | AllPlaces)) == 0;
            ulong found = Interlocked.CompareExchange(ref _state, last ? NextVersion(state) : next, state);
            if (found == state)
            {
                if (last)
                {
                    Owner = null;
                    _pool.Return(this);
                }

                owner?.OnPartReleased(length);
                return;
            }

            state = found;
        }
    }

    /// <summary>The pool hands the block to its first holder.</summary>
    internal void Lend() => Volatile.Write(ref _state, (_state & ~HoldersMask) | Open | 1);

    private static ulong NextVersion(ulong state) => ((state >> VersionShift) + 1) << VersionShift;

    private static bool IsOpen(ulong state, uint version) =>
        (state & Open) != 0 && (uint)(state >> VersionShift) == version;

    /// <summary>One attempt to step from <paramref name="state"/>; a failed one says what was found instead.</summary>
    private bool TryLetGo(ref ulong state, ulong next)
    {
        bool last = (next & HoldersMask) == 0;
        if (last)
        {
            next = NextVersion(state);
        }

        ulong found = Interlocked.CompareExchange(ref _state, next, state);
        if (found != state)
        {
            state = found;
            return false;
        }

        if (last)
        {
            GoBack();
        }

        return true;
    }

    private void GoBack()
    {
        ILeaseOwner? owner = Owner;
        int cost = Cost;
        Owner = null;
        Cost = 0;
        _pool.Return(this);
        owner?.OnReleased(cost);
    }
}
