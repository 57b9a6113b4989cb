using System.Numerics;

namespace Sockets.Transport.Buffers;

/// <summary>
/// Blocks of memory in powers of two from 256 bytes to 1 MiB, kept for reuse up to a bound per size, and no longer than until
/// the second full garbage collection that finds them unused. Longer blocks are made for one use. It always counts what is
/// out, so that a test can see a leak.
/// </summary>
internal sealed class BufferPool
{
    /// <summary>The smallest block: 2^8 bytes.</summary>
    private const int SmallestShift = 8;

    /// <summary>The longest block that is kept: 2^20 bytes.</summary>
    private const int LongestShift = 20;

    /// <summary>The bytes kept per size when nobody uses them: 16 MiB, so 208 MiB in the worst case over all 13 sizes.</summary>
    private const int KeptBytesPerSize = 16 << 20;

    /// <summary>Blocks from this length on are pinned for life: they are the ones handed to the kernel.</summary>
    private const int PinnedFrom = 4096;

    private const byte Poison = 0xDD;

    private readonly FreeList[] _lists = new FreeList[LongestShift - SmallestShift + 1];
    private readonly Returned _returned;
    private long _oversizeOut;

    public BufferPool(Returned returned = Returned.AsIs)
    {
        _returned = returned;
        for (int i = 0; i < _lists.Length; i++)
        {
            _lists[i] = new FreeList(KeptBytesPerSize >> (i + SmallestShift));
        }
    }

    /// <summary>What happens to a block's content when it comes back.</summary>
    internal enum Returned
    {
        /// <summary>It stays: nobody is ever shown more than what they wrote.</summary>
        AsIs,

        /// <summary>
        /// It is overwritten with 0xDD, so that a test sees who reads after returning; and whoever is lent the block next
        /// is told by an exception when somebody wrote to it meanwhile.
        /// </summary>
        Poisoned,
    }

    /// <summary>The pool that everything uses unless told otherwise.</summary>
    public static BufferPool Shared { get; } = PoolTrimmer.Watch(new BufferPool());

    /// <summary>How many blocks are lent out now.</summary>
    public long Outstanding
    {
        get
        {
            long sum = Interlocked.Read(ref _oversizeOut);
            foreach (FreeList list in _lists)
            {
                sum += list.Outstanding;
            }

            return sum;
        }
    }

    /// <summary>Lends a block of at least <paramref name="length"/> bytes with one holder. Its content is undefined.</summary>
    /// <param name="length">Bytes needed; 0 is allowed.</param>
    /// <exception cref="InvalidOperationException">
    /// Only with <see cref="Returned.Poisoned"/>: somebody wrote to a block that was returned.
    /// </exception>
    public PooledBuffer Rent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int sizeClass = length <= 1 << SmallestShift ? 0 : BitOperations.Log2((uint)length - 1) + 1 - SmallestShift;
        PooledBuffer buffer;
        if (sizeClass >= _lists.Length)
        {
            // Counted once it exists: such a length may well find no memory.
            buffer = new PooledBuffer(this, sizeClass: -1, GC.AllocateUninitializedArray<byte>(length));
            Interlocked.Increment(ref _oversizeOut);
            Spoil(buffer);
        }
        else
        {
            buffer = _lists[sizeClass].Take() ?? Make(sizeClass);
        }

        if (_returned == Returned.Poisoned)
        {
            ThrowIfWritten(buffer);
        }

        buffer.Lend();
        return buffer;
    }

    /// <summary>Lets go of the blocks that nobody has needed since it was last called.</summary>
    internal void Trim()
    {
        foreach (FreeList list in _lists)
        {
            list.Trim();
        }
    }

    internal void Return(PooledBuffer buffer)
    {
        Spoil(buffer);
        if (buffer.SizeClass < 0)
        {
            Interlocked.Decrement(ref _oversizeOut);
            return;
        }

        _lists[buffer.SizeClass].Give(buffer);
    }

    private PooledBuffer Make(int sizeClass)
    {
        int size = 1 << (sizeClass + SmallestShift);
        byte[] array = GC.AllocateUninitializedArray<byte>(size, pinned: size >= PinnedFrom);
        PooledBuffer buffer = new(this, sizeClass, array);
        Spoil(buffer);
        return buffer;
    }

    private void Spoil(PooledBuffer buffer)
    {
        if (_returned == Returned.Poisoned)
        {
            buffer.Array.AsSpan().Fill(Poison);
        }
    }

    private void ThrowIfWritten(PooledBuffer buffer)
    {
        int written = buffer.Array.AsSpan().IndexOfAnyExcept(Poison);
        if (written >= 0)
        {
            // It was never lent, so it counts as back.
            Return(buffer);
            throw new InvalidOperationException(
                $"A pooled buffer of {buffer.Array.Length} bytes was written to at {written} after it had been returned.");
        }
    }
}
