namespace Sockets.EndToEnd.Harness;

/// <summary>The tables that a reader sees: median and, in brackets, the least and the greatest of the scored passes.</summary>
internal sealed class MarkdownReport(TextWriter output)
{
    /// <summary>What a cell without a figure shows.</summary>
    public const string Nothing = "–";

    /// <summary>A ratio as every table shows it.</summary>
    public static string Ratio(Spread ratio) => $"{ratio.Median:0.00}x ({ratio.Min:0.00}–{ratio.Max:0.00})";

    public void Write(Banner banner)
    {
        output.WriteLine("| what ran | |");
        output.WriteLine("|---|---|");
        foreach ((string name, string fact) in banner.Facts)
        {
            output.WriteLine($"| {name} | {fact} |");
        }
    }

    public void Write(ScenarioResult result)
    {
        output.WriteLine();
        output.WriteLine($"## {result.Scenario.Title}");
        output.WriteLine();
        output.WriteLine(result.Scenario.Rules);
        output.WriteLine(result.OthersShare is { } share
            ? $"Other programs took {share:P0} of the machine meanwhile."
            : "How much of the machine other programs took is not known here.");
        output.WriteLine();
        WriteLegs(result);
        WriteComparisons(result);
        WriteFailures(result);
    }

    private void WriteLegs(ScenarioResult result)
    {
        IReadOnlyList<Metric> metrics = result.Scenario.Metrics;
        LegResult reference = result.Find(result.Scenario.Reference)!;
        output.WriteLine($"| leg | {string.Join(" | ", metrics.Select(m => m.Title))} | ratio to {reference.Leg.Name} |");
        output.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---:|", metrics.Count))}---:|");
        foreach (LegResult leg in result.Legs)
        {
            IEnumerable<string> cells = metrics.Select(m => leg.Spread(m.Key) is { } s ? Cell(m, s, leg) : Nothing);
            string ratio = leg.RatioTo(reference, metrics[0].Key) is { } r ? Ratio(r) : Nothing;
            output.WriteLine($"| {leg.Leg.Name} | {string.Join(" | ", cells)} | {ratio} |");
        }
    }

    private void WriteComparisons(ScenarioResult result)
    {
        if (result.Scenario.Comparisons.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("| comparison | beside | aim | measured | verdict |");
        output.WriteLine("|---|---|---:|---:|---|");
        foreach (Comparison comparison in result.Scenario.Comparisons)
        {
            string measured = result.Measured(comparison) is not { } spread ? Nothing
                : comparison.Beside is null ? $"{Range(spread)} {result.Scenario.MetricOf(comparison).Title}"
                : Ratio(spread);
            output.WriteLine($"| {comparison.What}: {comparison.Leg} | {comparison.Beside ?? Nothing} | {comparison.Aim?.ToString() ?? Nothing} "
                + $"| {measured} | {result.Verdict(comparison)} |");
        }
    }

    private void WriteFailures(ScenarioResult result)
    {
        foreach (LegResult leg in result.Legs)
        {
            if (leg.Leg.Absence is { } reason)
            {
                output.WriteLine();
                output.WriteLine($"Not run: {leg.Leg.Name}: {reason}.");
            }

            foreach (string failure in leg.Failures)
            {
                output.WriteLine();
                output.WriteLine($"FAILED: {leg.Leg.Name}: {failure}");
            }
        }
    }

    private static string Range(Spread spread) => $"{spread.Median:0.##} ({spread.Min:0.##}–{spread.Max:0.##})";

    private static string Cell(Metric metric, Spread spread, LegResult leg)
    {
        string cell = $"{metric.Print(spread.Median)} ({metric.Print(spread.Min)}–{metric.Print(spread.Max)})";
        int passes = leg.Scored.Count();
        return spread.Count == passes ? cell : $"{cell} in {spread.Count} of {passes} passes";
    }
}
