namespace Sockets.EndToEnd.Harness;

/// <summary>Everything that was seen of one scenario.</summary>
/// <param name="Scenario">The question.</param>
/// <param name="Legs">The legs, in the scenario's order.</param>
/// <param name="OthersShare">How much of the machine other programs took meanwhile, 0 to 1; null where it cannot be known.</param>
internal sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<LegResult> Legs, double? OthersShare)
{
    public LegResult? Find(string name) => Legs.FirstOrDefault(l => l.Leg.Name == name);
}
