using System.Globalization;

namespace Sockets.Tools.Runs.Page;

/// <summary>
/// How long how large a share took: the share goes to the right so that each nine has the same room, and it ends where ten
/// samples are left.
/// </summary>
internal static class SpectrumChart
{
    private const string Title = "Percentiles";
    private const int StepsPerPower = 20;

    private static readonly double[] s_beyond = [1, 0.5, 0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001];
    private static readonly double[] s_shares = [0.5, 0.9, 0.99, 0.999, 0.9999];

    /// <summary>The chart; null where no times were recorded.</summary>
    public static Chart? Of(SavedTest test)
    {
        (string Name, List<(double Share, double Time)> Points)[] lines = [.. test.Times.Select(static t => (t.Name, Points(t.Times)))];
        if (lines.Length == 0 || lines.All(static l => l.Points.Count == 0))
        {
            return null;
        }

        double least = lines.SelectMany(static l => l.Points).Min(static p => p.Time);
        double most = lines.SelectMany(static l => l.Points).Max(static p => p.Time);
        double last = lines.SelectMany(static l => l.Points).Min(static p => 1 - p.Share);
        Plot plot = new(
            Axis.Log(1, 1 / Math.Min(last, 0.1), [.. s_beyond.Where(b => b >= last * 0.999).Select(static b => 1 / b)], static inverse => Percentile(1 - 1 / inverse)), "of all took at most",
            Axis.Log(Math.Max(least, 1), most, static ns => Figure.Format("_ns", ns)), "time");
        for (int i = 0; i < lines.Length; i++)
        {
            plot.Line(i + 1, [.. lines[i].Points.Select(static p => (1 / (1 - p.Share), p.Time))]);
        }

        return new Chart
        {
            Title = Title,
            Picture = plot.Finish(Title),
            Summary = string.Join(' ', test.Times.Select(static t => Sentence(t.Name, t.Times))),
            Legend = lines.Length > 1 ? [.. lines.Select(static l => l.Name)] : [],
            Columns = ["", .. test.Times.Select(static t => t.Name)],
            Rows =
            [
                .. s_shares.Select(share => (IReadOnlyList<string>)[Percentile(share), .. test.Times.Select(t => Written(t.Times.At(share)))]),
                ["longest", .. test.Times.Select(static t => Written(t.Times.Max))],
                ["n", .. test.Times.Select(static t => Figure.Format("count", t.Times.Count))],
            ],
        };
    }

    private static List<(double, double)> Points(SavedTimes times)
    {
        List<(double, double)> points = [];
        for (int step = 0; ; step++)
        {
            double share = 1 - Math.Pow(10, -(double)step / StepsPerPower);
            if (times.At(share) is not { } time)
            {
                return points;
            }

            points.Add((share, time));
        }
    }

    private static string Sentence(string name, SavedTimes times)
    {
        IEnumerable<string> known = s_shares.Where(share => times.At(share) is not null).Select(share => $"{Percentile(share)} {Written(times.At(share))}");
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}: {string.Join(", ", known.Append($"longest {Written(times.Max)}"))}, of {Figure.Format("count", times.Count)}.";
    }

    private static string Percentile(double share) => share <= 0 ? "p0" : "p" + (share * 100).ToString("0.####", CultureInfo.InvariantCulture);

    private static string Written(double? time) => time is { } known ? Figure.Format("_ns", known) : "-";
}
