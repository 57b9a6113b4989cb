using System.Globalization;

namespace Sockets.Tools.Runs.Page;

/// <summary>How times went over the test.</summary>
internal static class TimesChart
{
    private static readonly string[] s_lines = ["p50", "p99", "longest"];

    /// <summary>A chart for each kind of times that the intervals carry.</summary>
    public static IEnumerable<Chart> Of(SavedTest test) => test.Intervals
        .SelectMany(static interval => interval.Times.Select(static times => times.Name))
        .Distinct()
        .Select(name => Of(test, name))
        .OfType<Chart>();

    /// <summary>The chart of one kind; null where all of them are 0.</summary>
    private static Chart? Of(SavedTest test, string name)
    {
        string title = $"Times over the test: {name}";
        (SavedInterval Interval, double?[] Values)[] points =
        [
            .. from interval in test.Intervals
               from one in interval.Times
               where one.Name == name
               let times = one.Times
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
            Title = title,
            Picture = plot.Finish(title),
            Summary = string.Create(CultureInfo.InvariantCulture, $"The longest, {Figure.Format("_ns", at[2] ?? 0)}, came in the interval that ended at {worst.End:0.##} s."),
            Legend = s_lines,
            Columns = ["until", .. s_lines],
            Rows = [.. points.Select(static p => (IReadOnlyList<string>)
                [$"{p.Interval.End.ToString("0.##", CultureInfo.InvariantCulture)} s", .. p.Values.Select(static v => v is { } time ? Figure.Format("_ns", time) : "-")])],
        };
    }
}
