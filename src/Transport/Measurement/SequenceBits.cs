namespace Sockets.Transport.Measurement;

/// <summary>A bit for each of the last numbers of a run; the bits of older ones are used again.</summary>
internal sealed class SequenceBits
{
    private readonly ulong[] _words;
    private readonly int _window;

    /// <summary>Makes one with no bit set.</summary>
    /// <param name="window">How many bits: a power of two, at least 64.</param>
    public SequenceBits(int window)
    {
        _window = window;
        _words = new ulong[window / 64];
    }

    public bool IsSet(long sequence) => (_words[WordOf(sequence)] >> (int)(sequence & 63) & 1) != 0;

    public void Set(long sequence) => _words[WordOf(sequence)] |= 1UL << (int)(sequence & 63);

    /// <summary>Clears the bits of successive numbers, at most the window.</summary>
    public void Clear(long from, long count)
    {
        if (count == 1)
        {
            _words[WordOf(from)] &= ~(1UL << (int)(from & 63));
            return;
        }

        long end = from + count;
        while (from < end)
        {
            int bit = (int)(from & 63);
            int bits = (int)Math.Min(64 - bit, end - from);
            ulong mask = bits == 64 ? ulong.MaxValue : ((1UL << bits) - 1) << bit;
            _words[WordOf(from)] &= ~mask;
            from += bits;
        }
    }

    public void ClearAll() => _words.AsSpan().Clear();

    private int WordOf(long sequence) => (int)((sequence & (_window - 1)) >> 6);
}
