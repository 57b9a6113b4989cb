using System.Globalization;

namespace Sockets.Tools.Runs.Page;

/// <summary>How times went over the test.</summary>
internal static class TimesChart
{
    private const string Title = "Times over the test";

    private static readonly string[] s_lines = ["p50", "p99", "longest"];

    /// <summary>The chart; null where the intervals carry no times.</summary>
    public static Chart? Of(SavedTest test)
    {
        (SavedInterval Interval, double?[] Values)[] points =
        [
            .. from interval in test.Intervals
               where interval.Times is not null
               let times = interval.Times
               select (interval, (double?[])[times.At(0.5), times.At(0.99), times.Max]),
        ];
        double[] known = [.. points.SelectMany(static p => p.Values).OfType<double>().Where(static v => v > 0)];
        if (known.Length == 0)
        {
            return null;
        }

        Plot plot = new(
            Axis.Linear(test.Intervals[^1].End, static s => string.Create(CultureInfo.InvariantCulture, $"{s:0.##} s")), "since the start",
            Axis.Log(known.Min(), known.Max(), static ns => Figure.Format("_ns", ns)), "time");
        foreach ((SavedInterval interval, _) in points.Where(static p => p.Interval.IsWarmUp))
        {
            plot.Box("warm", Math.Max(0, interval.End - interval.Length), interval.End, known.Min() / 10, known.Max() * 10);
        }

        for (int i = 0; i < s_lines.Length; i++)
        {
            plot.Line(i + 1, [.. points.Where(p => p.Values[i] is > 0).Select(p => (p.Interval.End - p.Interval.Length / 2, p.Values[i]!.Value))]);
        }

        (SavedInterval worst, double?[] at) = points.MaxBy(static p => p.Values[2]);
        return new Chart
        {
            Title = Title,
            Picture = plot.Finish(Title),
            Summary = string.Create(CultureInfo.InvariantCulture, $"The longest, {Figure.Format("_ns", at[2] ?? 0)}, came in the interval that ended at {worst.End:0.##} s."),
            Legend = s_lines,
            Columns = ["until", .. s_lines],
            Rows = [.. points.Select(static p => (IReadOnlyList<string>)
                [$"{p.Interval.End.ToString("0.##", CultureInfo.InvariantCulture)} s", .. p.Values.Select(static v => v is { } time ? Figure.Format("_ns", time) : "-")])],
        };
    }
}
