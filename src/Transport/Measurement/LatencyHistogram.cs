using System.Numerics;

namespace Sockets.Transport.Measurement;

/// <summary>
/// Counts durations from 1 ns to 100 s in log-linear cells: 1,024 for every power of two, so that every figure is right
/// to three digits. Its 224 KiB are taken when it is made; recording allocates nothing and takes a few nanoseconds. One
/// thread at a time: each thread has its own, and <see cref="Merge"/> adds them up.
/// </summary>
public sealed class LatencyHistogram
{
    /// <summary>The longest duration counted in a cell: 100 s. Longer ones are counted in <see cref="Above"/> and as this long.</summary>
    public const long Longest = 100_000_000_000;

    private const int CellBits = 10;
    private const int CellsPerPower = 1 << CellBits;

    /// <summary>100 s lie below 2^37 ns.</summary>
    private const int MostPower = 37;

    /// <summary>How many samples beyond a percentile make it more than a few accidents.</summary>
    private const int SamplesBeyond = 10;

    private readonly long[] _cells = new long[(MostPower - CellBits + 1) * CellsPerPower];

    /// <summary>Durations recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Durations over <see cref="Longest"/>.</summary>
    public long Above { get; private set; }

    /// <summary>Durations below zero, which only two clocks that disagree produce. They are counted as 0.</summary>
    public long Below { get; private set; }

    /// <summary>The shortest, exact, in nanoseconds; 0 when there are none.</summary>
    public long Min { get; private set; }

    /// <summary>The longest, exact, in nanoseconds; 0 when there are none.</summary>
    public long Max { get; private set; }

    /// <summary>The mean of the cells, in nanoseconds; 0 when there are none.</summary>
    public double Mean
    {
        get
        {
            double sum = 0;
            for (int cell = 0; cell < _cells.Length; cell++)
            {
                sum += _cells[cell] * Middle(cell);
            }

            return Count == 0 ? 0 : sum / Count;
        }
    }

    /// <summary>
    /// The cells that hold something, from the shortest duration on. Recorded anew, each with its count, they give the same
    /// histogram but for <see cref="Min"/> and <see cref="Max"/>. Another thread may read them while one records.
    /// </summary>
    public IEnumerable<LatencyCell> Cells
    {
        get
        {
            for (int cell = 0; cell < _cells.Length; cell++)
            {
                if (_cells[cell] != 0)
                {
                    yield return new LatencyCell(LowOf(cell), _cells[cell]);
                }
            }
        }
    }

    /// <summary>Records a duration.</summary>
    /// <param name="nanoseconds">Its length, in nanoseconds.</param>
    public void Record(long nanoseconds) => Record(nanoseconds, 1);

    /// <summary>Records durations of one length.</summary>
    /// <param name="nanoseconds">Their length, in nanoseconds.</param>
    /// <param name="count">How many; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public void Record(long nanoseconds, long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (nanoseconds < 0)
        {
            Below += count;
        }
        else if (nanoseconds > Longest)
        {
            Above += count;
        }

        Min = Count == 0 ? nanoseconds : Math.Min(Min, nanoseconds);
        Max = Count == 0 ? nanoseconds : Math.Max(Max, nanoseconds);
        _cells[CellOf(Math.Clamp(nanoseconds, 0, Longest))] += count;
        Count += count;
    }

    /// <summary>Adds what another one has recorded.</summary>
    /// <param name="other">The other one; it stays as it is.</param>
    public void Merge(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0)
        {
            return;
        }

        for (int cell = 0; cell < _cells.Length; cell++)
        {
            _cells[cell] += other._cells[cell];
        }

        Min = Count == 0 ? other.Min : Math.Min(Min, other.Min);
        Max = Count == 0 ? other.Max : Math.Max(Max, other.Max);
        Count += other.Count;
        Above += other.Above;
        Below += other.Below;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _cells.AsSpan().Clear();
        Count = Above = Below = Min = Max = 0;
    }

    /// <summary>Whether at least ten samples lie beyond a percentile: fewer are accidents, and differ from run to run.</summary>
    /// <param name="percentile">The share, 0 to 1: 0.99 for p99.</param>
    public bool Carries(double percentile) => Count * (1 - percentile) >= SamplesBeyond - 1e-6;

    /// <summary>
    /// The least duration, in nanoseconds and to three digits, that this share of all samples does not exceed; 0 when
    /// there are none. Ask <see cref="Carries"/> whether it means anything.
    /// </summary>
    /// <param name="percentile">The share, 0 to 1: 0.99 for p99.</param>
    public long Percentile(double percentile)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(Count * percentile));
        long seen = 0;
        for (int cell = 0; cell < _cells.Length; cell++)
        {
            seen += _cells[cell];
            if (seen >= rank)
            {
                return Math.Clamp((long)Middle(cell), Min, Max);
            }
        }

        return Max;
    }

    private static int CellOf(long value)
    {
        if (value < CellsPerPower)
        {
            return (int)value;
        }

        // The leading bit says which power, the ten bits below it which of its cells.
        int shift = BitOperations.Log2((ulong)value) - CellBits;
        return ((shift + 1) << CellBits) + (int)(value >> shift) - CellsPerPower;
    }

    private static double Middle(int cell) => LowOf(cell) + (((1L << ShiftOf(cell)) - 1) / 2.0);

    private static long LowOf(int cell) =>
        cell < CellsPerPower ? cell : (long)((cell & (CellsPerPower - 1)) + CellsPerPower) << ShiftOf(cell);

    /// <summary>How many low bits the durations of a cell differ in.</summary>
    private static int ShiftOf(int cell) => Math.Max(0, (cell >> CellBits) - 1);
}
