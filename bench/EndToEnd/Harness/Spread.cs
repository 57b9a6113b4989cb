namespace Sockets.EndToEnd.Harness;

/// <summary>The middle and the ends of one figure over the scored passes.</summary>
internal readonly record struct Spread(double Median, double Min, double Max, int Count)
{
    /// <summary>The same in another unit.</summary>
    public Spread Times(double scale) => new(Median * scale, Min * scale, Max * scale, Count);

    /// <summary>The spread of these figures; null when there are none.</summary>
    public static Spread? Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        if (sorted.Length == 0)
        {
            return null;
        }

        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1], sorted.Length);
    }
}
