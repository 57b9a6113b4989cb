using System.Globalization;
using Sockets.Tools.Output;

namespace Sockets.Tools.Runs.Page;

/// <summary>How many messages came over time, and where the others were lost.</summary>
internal static class RateChart
{
    private const string Title = "Rate over time";

    // Losses take the lower third of the plot, so that few can be seen beside many that came.
    private const double LossShare = 1.0 / 3;

    // The places in the order of LostPlaces, in a sentence.
    private static readonly string[] s_where = ["in the socket buffer", "in the application queue", "in the network", "nobody can say where", "in the sender's queue"];

    // A steady rate stands below the frame, not on it.
    private const double Headroom = 1.02;

    /// <summary>The chart; null without intervals.</summary>
    public static Chart? Of(SavedTest test)
    {
        if (test.Intervals.Count == 0)
        {
            return null;
        }

        LostPlaces[] soFar = [.. test.Intervals.Select(static i => i.LostSoFar ?? LostPlaces.None)];
        LostPlaces[] lost = [.. soFar.Select((now, i) => now.Since(i == 0 ? LostPlaces.None : soFar[i - 1]))];
        LostPlaces all = lost.Aggregate(LostPlaces.None, static (sum, one) => sum + one);
        double fastest = test.Intervals.Max(static i => i.Rate) ?? 0;
        double most = lost.Max(static l => l.Sum);
        double end = test.Intervals[^1].End;
        Plot plot = new(
            Axis.Linear(end, static s => string.Create(CultureInfo.InvariantCulture, $"{s:0.##} s")), "since the start",
            Axis.Linear(fastest * Headroom, static r => HumanText.MessageRate(r).Replace(" msg/s", "", StringComparison.Ordinal)), most > 0 ? $"messages/s; bars: lost, up to {HumanText.Count((long)most)}" : "messages/s");
        double unit = most > 0 ? fastest * LossShare / most : 0;
        for (int i = 0; i < lost.Length; i++)
        {
            SavedInterval interval = test.Intervals[i];
            double from = Math.Max(0, interval.End - interval.Length);
            if (interval.IsWarmUp)
            {
                plot.Box("warm", from, interval.End, 0, fastest);
            }

            double below = 0;
            for (int place = 0; place < LostPlaces.Names.Count; place++)
            {
                double here = lost[i].All[place] * unit;
                if (here > 0)
                {
                    plot.Box($"f{place + 2}", from + interval.Length * 0.1, interval.End - interval.Length * 0.1, below, below + here);
                    below += here;
                }
            }
        }

        plot.Line(1, [.. test.Intervals.Where(static i => i.Rate is not null).Select(static i => (i.End - i.Length / 2, i.Rate!.Value))]);
        return new Chart
        {
            Title = Title,
            Picture = plot.Finish(Title),
            Summary = Summary(test, lost, all),
            Legend = most > 0 ? ["received", .. LostPlaces.Names.Zip(all.All, static (name, count) => count > 0 ? $"lost: {name}" : "")] : [],
            Columns = ["until", "messages/s", .. LostPlaces.Names.Select(static n => $"lost: {n}")],
            Rows = [.. test.Intervals.Select((interval, i) => (IReadOnlyList<string>)
                [$"{interval.End.ToString("0.##", CultureInfo.InvariantCulture)} s{(interval.IsWarmUp ? " (warm-up)" : "")}", interval.Rate is { } rate ? HumanText.MessageRate(rate) : "-", .. lost[i].All.Select(static n => HumanText.Count((long)n))])],
        };
    }

    private static string Summary(SavedTest test, LostPlaces[] lost, LostPlaces all)
    {
        double[] rates = [.. test.Intervals.Where(static i => !i.IsWarmUp).Select(static i => i.Rate).OfType<double>().Order()];
        string pace = rates.Length == 0 ? "Nothing was seen but the warm-up." : $"Between {HumanText.MessageRate(rates[0])} and {HumanText.MessageRate(rates[^1])}, half of the time above {HumanText.MessageRate(rates[rates.Length / 2])}.";
        if (all.Sum == 0)
        {
            return test.Intervals.Any(static i => i.LostSoFar is not null) ? $"{pace} Nothing was lost." : pace;
        }

        int worst = Array.FindIndex(lost, l => l.Sum == lost.Max(static x => x.Sum));
        string places = string.Join(", ", s_where.Zip(all.All).Where(static p => p.Second > 0).Select(static p => $"{HumanText.Count((long)p.Second)} {p.First}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{pace} Lost: {places}; most of it, {HumanText.Count((long)lost[worst].Sum)}, in the interval that ended at {test.Intervals[worst].End:0.##} s.");
    }
}
