namespace Sockets.Transport.Measurement;

/// <summary>
/// How far packets were out of order (RFC 4737), duplicates removed before: one is reordered when a higher number came
/// before it, and its extent is how many packets came since the first such one. A swap of two neighbours is one reordered
/// packet of extent 1. In-order traffic costs a comparison, whatever its length.
/// </summary>
internal sealed class ReorderMeter
{
    /// <summary>
    /// In-order stretches remembered. A stretch is a line from which number and arrival rise together; a new one begins
    /// behind each gap and each reordered packet. A packet older than all of them has the extent of the oldest, at least.
    /// </summary>
    private const int Stretches = 256;

    /// <summary>How many higher numbers in front of a packet make it useless to TCP's fast retransmit: 3 duplicate acknowledgements.</summary>
    private const int Preceding = 3;

    private readonly Stretch[] _stretches = new Stretch[Stretches];
    private readonly long[] _latest = new long[4];
    private long _stretchCount;
    private long _arrivals;
    private long _nextExpected = long.MinValue;
    private long _nextIndex;

    /// <summary>Packets that came after one with a higher number.</summary>
    public long Count { get; private set; }

    /// <summary>The largest extent, in packets.</summary>
    public long MaxExtent { get; private set; }

    /// <summary>All extents together; divided by <see cref="Count"/> it is the mean.</summary>
    public long TotalExtent { get; private set; }

    /// <summary>Packets with three higher numbers directly in front of them (3-reordering).</summary>
    public long ThreeReordered { get; private set; }

    /// <summary>A first copy arrived.</summary>
    public void Add(long sequence)
    {
        long index = _arrivals++;
        if (sequence >= _nextExpected)
        {
            if (sequence != _nextExpected || index != _nextIndex)
            {
                _stretches[_stretchCount++ % Stretches] = new Stretch(sequence, index);
            }

            _nextExpected = sequence + 1;
            _nextIndex = index + 1;
        }
        else
        {
            long extent = index - IndexOfFirstAbove(sequence);
            Count++;
            TotalExtent += extent;
            MaxExtent = Math.Max(MaxExtent, extent);
            if (AllPrecedingAreAbove(sequence, index))
            {
                ThreeReordered++;
            }
        }

        _latest[index & 3] = sequence;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _stretchCount = _arrivals = _nextIndex = 0;
        _nextExpected = long.MinValue;
        Count = MaxExtent = TotalExtent = ThreeReordered = 0;
    }

    private long IndexOfFirstAbove(long sequence)
    {
        // A number that is missing lies between two stretches. Newest first: what is out of order is mostly out by little.
        long oldest = Math.Max(0, _stretchCount - Stretches);
        long at = _stretchCount - 1;
        while (at > oldest && _stretches[(at - 1) % Stretches].Sequence > sequence)
        {
            at--;
        }

        return _stretches[at % Stretches].Index;
    }

    private bool AllPrecedingAreAbove(long sequence, long index)
    {
        if (index < Preceding)
        {
            return false;
        }

        for (int i = 1; i <= Preceding; i++)
        {
            if (_latest[(index - i) & 3] < sequence)
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct Stretch(long Sequence, long Index);
}
