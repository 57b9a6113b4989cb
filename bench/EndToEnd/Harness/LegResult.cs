namespace Sockets.EndToEnd.Harness;

/// <summary>Everything that was seen of one leg.</summary>
internal sealed class LegResult(Leg leg)
{
    /// <summary>A leg that failed so often is not started again: each failure can cost a whole time limit.</summary>
    private const int FailuresAllowed = 2;

    private readonly List<PassOutcome> _passes = [];

    public Leg Leg { get; } = leg;

    public IReadOnlyList<PassOutcome> Passes => _passes;

    public IEnumerable<PassOutcome> Scored => _passes.Where(p => p.Pass > 0 && p.Figures is not null);

    public IEnumerable<string> Failures => _passes.Select(p => p.Failure).OfType<string>();

    public bool IsGivenUp => Failures.Count() >= FailuresAllowed;

    public void Add(PassOutcome outcome) => _passes.Add(outcome);

    /// <summary>The spread of one figure over the scored passes that carry it.</summary>
    public Spread? Spread(string key) => Harness.Spread.Of(
        Scored.Where(p => p.Figures!.ContainsKey(key)).Select(p => p.Figures![key]));

    /// <summary>This leg divided by <paramref name="reference"/>, pass by pass: only figures of one pass are ever divided.</summary>
    public Spread? RatioTo(LegResult reference, string key) => Harness.Spread.Of(
        from mine in Scored
        join theirs in reference.Scored on mine.Pass equals theirs.Pass
        where mine.Figures!.ContainsKey(key) && theirs.Figures!.GetValueOrDefault(key) > 0
        select mine.Figures![key] / theirs.Figures![key]);
}
