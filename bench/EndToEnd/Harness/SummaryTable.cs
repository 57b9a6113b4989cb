namespace Sockets.EndToEnd.Harness;

/// <summary>One line for each comparison of a run, whatever its scenario: the table that the README shows.</summary>
internal static class SummaryTable
{
    public static void Write(TextWriter output, IEnumerable<ScenarioResult> results)
    {
        ScenarioResult[] compared = [.. results.Where(result => result.Scenario.Comparisons.Count > 0)];
        if (compared.Length == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("## Summary");
        output.WriteLine();
        output.WriteLine("| what | unit | ours | beside | ratio | aim | |");
        output.WriteLine("|---|---|---:|---:|---:|---:|---|");
        foreach (ScenarioResult result in compared)
        {
            foreach (Comparison comparison in result.Scenario.Comparisons)
            {
                output.WriteLine(Line(result, comparison));
            }
        }
    }

    private static string Line(ScenarioResult result, Comparison comparison)
    {
        Metric metric = result.Scenario.MetricOf(comparison);
        string beside = comparison.Beside is { } peer ? Cell(result, peer, metric) : MarkdownReport.Nothing;
        string ratio = comparison.Beside is not null && result.Measured(comparison) is { } r ? MarkdownReport.Ratio(r) : MarkdownReport.Nothing;
        return $"| {comparison.What} | {metric.Title} | {Cell(result, comparison.Leg, metric)} | {beside} | {ratio} "
            + $"| {comparison.Aim?.ToString() ?? MarkdownReport.Nothing} | {result.Verdict(comparison)} |";
    }

    private static string Cell(ScenarioResult result, string leg, Metric metric) =>
        result.Find(leg)?.Spread(metric.Key) is { } spread ? $"{leg}: {metric.Print(spread.Median)}" : $"{leg}: not measured";
}
