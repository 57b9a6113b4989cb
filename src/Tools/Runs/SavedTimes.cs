using System.Text.Json;

namespace Sockets.Tools.Runs;

/// <summary>Recorded times: how many there are of which length.</summary>
/// <param name="Count">How many.</param>
/// <param name="Max">The longest, in nanoseconds.</param>
/// <param name="Cells">Where each cell begins, in nanoseconds, and how many it holds; in order, none of them empty.</param>
internal sealed record SavedTimes(double Count, double Max, IReadOnlyList<(double From, double Count)> Cells)
{
    /// <summary>Beyond a percentile must lie ten: fewer are accidents.</summary>
    private const int SamplesBeyond = 10;

    // Intervals have these and no cells.
    private static readonly (double Share, string Name)[] s_shares = [(0.5, "p50_ns"), (0.9, "p90_ns"), (0.99, "p99_ns"), (0.999, "p999_ns"), (0.9999, "p9999_ns")];

    /// <summary>The percentiles that were written down, where there are no cells to find them in.</summary>
    private Dictionary<double, double> Known { get; init; } = [];

    /// <summary>What times are, in words.</summary>
    /// <param name="direction">The direction of one-way times; null for those there and back.</param>
    public static string NameOf(string? direction) => direction is null ? "round trip" : $"one way, {SavedTest.DirectionText(direction)}";

    /// <summary>Reads a histogram; null when there is none, or it is empty.</summary>
    public static SavedTimes? Of(JsonElement? histogram)
    {
        if (histogram is not { } found || found.Number("max_ns") is not { } max)
        {
            return null;
        }

        List<(double From, double Count)> cells =
        [
            .. found.Items("cells")
                .Where(static c => c.ValueKind == JsonValueKind.Array && c.GetArrayLength() == 2 && c.EnumerateArray().All(static n => n.ValueKind == JsonValueKind.Number))
                .Select(static c => (c[0].GetDouble(), c[1].GetDouble()))
                .Where(static c => c.Item2 > 0)
                .OrderBy(static c => c.Item1),
        ];
        double count = cells.Count > 0 ? cells.Sum(static c => c.Count) : found.Number("count") ?? 0;
        return count <= 0 ? null : new SavedTimes(count, max, cells)
        {
            Known = s_shares.Where(s => found.Number(s.Name) is not null).ToDictionary(static s => s.Share, s => found.Number(s.Name)!.Value),
        };
    }

    /// <summary>The length that this share does not exceed, in nanoseconds; null when too few lie beyond it.</summary>
    public double? At(double share)
    {
        if (Count * (1 - share) < SamplesBeyond - 1e-6)
        {
            return null;
        }

        if (Cells.Count == 0)
        {
            return Known.TryGetValue(share, out double known) ? known : null;
        }

        double passed = 0;
        foreach ((double from, double count) in Cells)
        {
            passed += count;
            if (passed >= share * Count)
            {
                return Math.Min(from, Max);
            }
        }

        return Max;
    }
}
