using System.Numerics;

namespace Sockets.EndToEnd.Measuring;

/// <summary>
/// Counts durations in log-linear cells: 1024 cells for every power of two, so a percentile is off by less than 0.1 %.
/// All memory is taken when it is made. One thread at a time.
/// </summary>
internal sealed class LatencyRecorder
{
    private const int CellBits = 10;
    private const int CellsPerPower = 1 << CellBits;

    /// <summary>Durations above 2^40 ns, 18 minutes, share the last cell; no pass is that long.</summary>
    private const int MaxPower = 40;

    /// <summary>How many samples beyond a percentile it takes to print it.</summary>
    private const int SamplesBeyond = 10;

    private readonly long[] _cells = new long[(MaxPower - CellBits + 1) * CellsPerPower];

    public long Count { get; private set; }

    public long Max { get; private set; }

    public void Record(long nanoseconds)
    {
        _cells[CellOf(nanoseconds)]++;
        Count++;
        Max = Math.Max(Max, nanoseconds);
    }

    /// <summary>Whether enough samples lie beyond a percentile for it to be more than a few accidents: n >= 10 / (1 - p).</summary>
    public bool Carries(double percentile) => Count * (1 - percentile) >= SamplesBeyond - 1e-6;

    /// <summary>The least duration, up to the cell's width, that this share of all samples does not exceed.</summary>
    public double Percentile(double percentile)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(Count * percentile));
        long seen = 0;
        for (int cell = 0; cell < _cells.Length; cell++)
        {
            seen += _cells[cell];
            if (seen >= rank)
            {
                return Math.Min(Middle(cell), Max);
            }
        }

        return Max;
    }

    private static int CellOf(long value)
    {
        ulong bounded = (ulong)Math.Clamp(value, 0, (1L << MaxPower) - 1);
        if (bounded < CellsPerPower)
        {
            return (int)bounded;
        }

        // The leading bit says which power, the ten bits below it which of its cells.
        int shift = BitOperations.Log2(bounded) - CellBits;
        return ((shift + 1) << CellBits) + (int)(bounded >> shift) - CellsPerPower;
    }

    private static double Middle(int cell)
    {
        if (cell < CellsPerPower)
        {
            return cell;
        }

        int shift = (cell >> CellBits) - 1;
        long low = (long)((cell & (CellsPerPower - 1)) + CellsPerPower) << shift;
        return low + (((1L << shift) - 1) / 2.0);
    }
}
