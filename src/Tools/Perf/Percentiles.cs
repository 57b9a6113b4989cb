namespace Sockets.Tools.Perf;

/// <summary>
/// Percentiles of durations. One is given only when at least ten samples lie beyond it: fewer are accidents, and a
/// figure made of them differs from run to run.
/// </summary>
internal sealed class Percentiles
{
    private const int SamplesBeyond = 10;
    private const int Whole = 1000;

    private readonly long[] _sorted;

    /// <param name="ticks">The samples, in any order; they are copied.</param>
    public Percentiles(ReadOnlySpan<long> ticks)
    {
        _sorted = ticks.ToArray();
        Array.Sort(_sorted);
    }

    public int Count => _sorted.Length;

    /// <summary>The longest; null when there are none.</summary>
    public long? Max => _sorted.Length == 0 ? null : _sorted[^1];

    /// <summary>The least duration that this share of all samples does not exceed; null when too few lie beyond it.</summary>
    /// <param name="perMille">The share in thousandths: 990 for p99.</param>
    public long? At(int perMille) => Carries(_sorted.Length, perMille)
        ? _sorted[((long)_sorted.Length * perMille + Whole - 1) / Whole - 1]
        : null;

    /// <summary>Whether n is at least 10 / (1 - p).</summary>
    /// <param name="count">How many samples there are.</param>
    /// <param name="perMille">The percentile in thousandths.</param>
    public static bool Carries(long count, int perMille) => count * (Whole - perMille) >= SamplesBeyond * Whole;
}
