namespace Sockets.EndToEnd.Harness;

/// <summary>Everything that was seen of one scenario.</summary>
/// <param name="Scenario">The question.</param>
/// <param name="Legs">The legs, in the scenario's order.</param>
/// <param name="OthersShare">How much of the machine other programs took meanwhile, 0 to 1; null where it cannot be known.</param>
internal sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<LegResult> Legs, double? OthersShare)
{
    public LegResult? Find(string name) => Legs.FirstOrDefault(l => l.Leg.Name == name);

    /// <summary>A comparison's ratio; or the leg's figure, as it is printed, where it is beside nothing. Null when it was not measured.</summary>
    public Spread? Measured(Comparison comparison)
    {
        Metric metric = Scenario.MetricOf(comparison);
        return comparison.Beside is null ? Find(comparison.Leg)?.Spread(metric.Key)?.Times(metric.Scale)
            : Find(comparison.Beside) is { } beside ? Find(comparison.Leg)?.RatioTo(beside, metric.Key)
            : null;
    }

    /// <summary>Whether a comparison's aim is met, in words; nothing where it has none.</summary>
    public string Verdict(Comparison comparison) =>
        Measured(comparison) is { } measured ? comparison.Aim?.Judge(measured) ?? "" : "not measured";
}
