using System.Numerics;
using Sockets.Transport.Measurement;

namespace Sockets.Tools.Perf.Ends;

/// <summary>
/// A histogram as JSON: nothing is lost but the place of a duration within its cell, a thousandth of it. Whoever reads it
/// can compute any percentile, and add several up.
/// </summary>
internal sealed record HistogramData
{
    /// <summary>There are 2^10 cells to a power of two.</summary>
    private const int PowerBits = 10;

    /// <summary>Durations recorded.</summary>
    public required long Count { get; init; }

    /// <summary>The shortest, exact; null when there are none.</summary>
    public long? MinNs { get; init; }

    /// <summary>The longest, exact; null when there are none.</summary>
    public long? MaxNs { get; init; }

    /// <summary>Null when there are none.</summary>
    public double? MeanNs { get; init; }

    /// <summary>Percentiles; null where fewer than ten durations lie beyond: n must be at least 10 / (1 - p).</summary>
    public long? P50Ns { get; init; }

    public long? P90Ns { get; init; }

    public long? P99Ns { get; init; }

    public long? P999Ns { get; init; }

    public long? P9999Ns { get; init; }

    /// <summary>Durations below zero, which only clocks that disagree produce; they are in the first cell.</summary>
    public long BelowZero { get; init; }

    /// <summary>Pairs of numbers: where a cell begins in nanoseconds, and how many durations it holds. A cell is 1/1024 of a power of two wide.</summary>
    public required IReadOnlyList<long[]> Cells { get; init; }

    /// <summary>What a histogram holds now. Another thread may go on recording.</summary>
    public static HistogramData Of(LatencyHistogram histogram)
    {
        List<long[]> cells = [];
        foreach (LatencyCell cell in histogram.Cells)
        {
            cells.Add([cell.From, cell.Count]);
        }

        return new HistogramData
        {
            Count = histogram.Count,
            MinNs = histogram.Count > 0 ? histogram.Min : null,
            MaxNs = histogram.Count > 0 ? histogram.Max : null,
            MeanNs = histogram.Count > 0 ? Math.Round(histogram.Mean, 1) : null,
            P50Ns = At(0.5),
            P90Ns = At(0.9),
            P99Ns = At(0.99),
            P999Ns = At(0.999),
            P9999Ns = At(0.9999),
            BelowZero = histogram.Below,
            Cells = cells,
        };

        long? At(double percentile) => histogram.Carries(percentile) ? histogram.Percentile(percentile) : null;
    }

    /// <summary>The figures without the cells.</summary>
    public HistogramData WithoutCells() => this with { Cells = [] };

    /// <summary>Two together; null when both are.</summary>
    public static HistogramData? Sum(HistogramData? left, HistogramData? right)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        LatencyHistogram sum = left.ToHistogram();
        sum.Merge(right.ToHistogram());
        return Of(sum);
    }

    /// <summary>
    /// The same in no more than so many cells: neighbours are joined, and stand where most of them are. All other figures stay
    /// as they are.
    /// </summary>
    /// <param name="most">How many cells; 64 are enough for the whole range.</param>
    public HistogramData Joined(int most)
    {
        IReadOnlyList<long[]> cells = Cells;
        for (int bits = 1; cells.Count > most; bits++)
        {
            cells = Join(Cells, bits);
        }

        return this with { Cells = cells };
    }

    /// <summary>The histogram again.</summary>
    /// <exception cref="FormatException">It comes from elsewhere and is none.</exception>
    public LatencyHistogram ToHistogram()
    {
        LatencyHistogram histogram = new();
        AddTo(histogram);
        return histogram;
    }

    /// <summary>Adds it to a histogram.</summary>
    /// <exception cref="FormatException">It comes from elsewhere and is none.</exception>
    public void AddTo(LatencyHistogram histogram)
    {
        for (int i = 0; i < Cells.Count; i++)
        {
            if (Cells[i] is not [>= 0 and var from, > 0 and var count] || MinNs is not { } shortest || MaxNs is not { } longest)
            {
                throw new FormatException("A histogram is pairs of a beginning and a count above 0, with the shortest and the longest.");
            }

            // The longest lies in the last cell, the shortest in the first, with whatever is below zero.
            if (i == Cells.Count - 1)
            {
                histogram.Record(longest);
                count--;
            }

            long atLeast = Math.Min(count, shortest < 0 ? BelowZero : i == 0 ? 1 : 0);
            if (i == 0 && atLeast > 0)
            {
                histogram.Record(shortest, atLeast);
                count -= atLeast;
            }

            if (count > 0)
            {
                histogram.Record(Math.Min(Math.Max(from, shortest), longest), count);
            }
        }
    }

    /// <summary>Cells that are wider by a power of two; of those that become one the fullest says where it is.</summary>
    private static List<long[]> Join(IReadOnlyList<long[]> cells, int bits)
    {
        List<long[]> joined = [];
        (long begin, long fullest) = (-1, 0);
        foreach (long[] cell in cells)
        {
            (long from, long count) = (cell[0], cell[1]);
            int cellBits = Math.Max(0, BitOperations.Log2((ulong)from) - PowerBits);
            long first = from >> (cellBits + bits) << (cellBits + bits);
            if (first != begin)
            {
                (begin, fullest) = (first, count);
                joined.Add([from, count]);
                continue;
            }

            joined[^1][1] += count;
            if (count > fullest)
            {
                fullest = count;
                joined[^1][0] = from;
            }
        }

        return joined;
    }
}
