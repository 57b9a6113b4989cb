using System.Globalization;
using Sockets.Tools.Output;

namespace Sockets.Tools.Runs;

/// <summary>The differences as a table.</summary>
internal static class DiffText
{
    /// <summary>What is not marked: equal things come out this far apart.</summary>
    private const double Noise = 0.05;

    /// <param name="diff">The differences.</param>
    /// <param name="threshold">What share makes a figure worse than it may be; null when that is not judged.</param>
    public static IEnumerable<string> Lines(RunDiff diff, double? threshold)
    {
        foreach ((string run, string why) in diff.Unfinished)
        {
            yield return $"note: {run} did not come to its end: {why}";
        }

        foreach ((string name, string before, string after) in diff.OtherWay)
        {
            yield return $"note: not the same: {name} was {before}, is {after}";
        }

        foreach ((string name, string before, string after) in diff.OtherServer)
        {
            yield return $"note: not the same machine of the server: {name} was {before}, is {after}";
        }

        foreach ((string name, string before, string after) in diff.OtherMachine)
        {
            yield return $"note: not the same machine: {name} was {before}, is {after}";
        }

        foreach (string gone in diff.Gone)
        {
            yield return $"note: only before: {gone}";
        }

        foreach (string added in diff.New)
        {
            yield return $"note: only after: {added}";
        }

        int name1 = diff.Changes.Select(static c => c.Before.Label.Length).DefaultIfEmpty(0).Max();
        int value1 = diff.Changes.Select(static c => c.Before.ToString().Length).DefaultIfEmpty(0).Max();
        int value2 = diff.Changes.Select(static c => c.After.ToString().Length).DefaultIfEmpty(0).Max();
        foreach (IGrouping<string, Change> test in diff.Changes.GroupBy(static c => c.Test))
        {
            yield return "";
            yield return test.Key;
            foreach (Change change in test)
            {
                string mark = change.Worse > (threshold ?? double.PositiveInfinity) ? "  WORSE" : change.Worse > Noise ? "  worse" : change.Worse < -Noise ? "  better" : "";
                yield return $"  {change.Before.Label.PadRight(name1)}  {change.Before.ToString().PadLeft(value1)} -> {change.After.ToString().PadLeft(value2)}  {Percent(change.Growth),8}{mark}";
            }
        }

        yield return "";
        yield return Summary(diff, threshold);
    }

    private static string Summary(RunDiff diff, double? threshold)
    {
        string all = HumanText.Count(diff.Changes.Count, "figure");
        string gone = diff.Gone.Count == 0 ? "" : $"; {HumanText.Count(diff.Gone.Count)} {(diff.Gone.Count == 1 ? "has" : "have")} gone";
        string unfinished = string.Concat(diff.Unfinished.Select(static run => $"; {run.Run} did not come to its end"));
        return threshold is { } share
            ? $"{diff.WorseThan(share).Count} of {all} worse by more than {Percent(share).TrimStart('+')}{gone}{unfinished}"
            : $"{all} compared; --threshold 5% makes what is worse by more an exit code";
    }

    private static string Percent(double share) => double.IsInfinity(share) ? "from 0" : (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %";
}
