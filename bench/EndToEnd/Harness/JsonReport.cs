using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockets.EndToEnd.Harness;

/// <summary>Every figure of every pass in one document. Units: nanoseconds, seconds, bytes and messages per second.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static async Task WriteAsync(string path, Banner banner, BenchOptions options, IEnumerable<ScenarioResult> results)
    {
        await using FileStream file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, Document(banner, options, results), s_options);
    }

    private static object Document(Banner banner, BenchOptions options, IEnumerable<ScenarioResult> results) => new
    {
        Schema = "sockets.bench/1",
        Banner = banner.Facts.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal),
        options.Seed,
        options.Passes,
        WarmupSeconds = options.Plan.Warmup.TotalSeconds,
        ScoredSeconds = options.Plan.Scored.TotalSeconds,
        Scenarios = results.Select(Scenario),
    };

    private static object Scenario(ScenarioResult result) => new
    {
        result.Scenario.Name,
        result.Scenario.Title,
        result.OthersShare,
        result.Scenario.Reference,
        RatioOf = result.Scenario.Metrics[0].Key,
        Legs = result.Legs.Select(leg => Leg(result, leg)),
        Comparisons = result.Scenario.Comparisons.Select(comparison => Comparison(result, comparison)),
    };

    private static object Leg(ScenarioResult result, LegResult leg) => new
    {
        leg.Leg.Name,
        leg.Leg.Absence,
        Ratio = leg.RatioTo(result.Find(result.Scenario.Reference)!, result.Scenario.Metrics[0].Key),
        Passes = leg.Passes.Select(p => new { p.Pass, IsScored = p.Pass > 0, p.Figures, p.Failure }),
    };

    private static object Comparison(ScenarioResult result, Comparison comparison) => new
    {
        comparison.What,
        comparison.Leg,
        comparison.Beside,
        Of = result.Scenario.MetricOf(comparison).Title,
        Aim = comparison.Aim?.ToString(),
        Measured = result.Measured(comparison),
        Verdict = result.Verdict(comparison),
    };
}
