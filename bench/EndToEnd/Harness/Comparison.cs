namespace Sockets.EndToEnd.Harness;

/// <summary>Two legs of a scenario whose ratio is worth a line in the summary; or one leg, whose figure is.</summary>
/// <param name="What">What is compared, in words that stand without the scenario.</param>
/// <param name="Leg">The name of the leg that is looked at.</param>
/// <param name="Beside">The name of the leg it is divided by; null when its own figure is what counts.</param>
internal sealed record Comparison(string What, string Leg, string? Beside)
{
    /// <summary>What the project aims at; null when it aims at nothing here.</summary>
    public Aim? Aim { get; init; }

    /// <summary>The key of the metric that is compared; null for the scenario's first.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it needs this leg.</summary>
    public bool Names(string leg) => leg == Leg || leg == Beside;
}
