namespace Sockets.EndToEnd.Harness;

/// <summary>One question, and the legs that answer it side by side in one run.</summary>
internal sealed record Scenario
{
    /// <summary>The word that selects it on the command line; scenarios that differ in size only share it.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>What every leg does, so that a reader can judge whether the comparison is fair.</summary>
    public required string Rules { get; init; }

    public required IReadOnlyList<Leg> Legs { get; init; }

    /// <summary>The name of the leg that every leg is divided by.</summary>
    public required string Reference { get; init; }

    /// <summary>The columns. The first is the one that ratios are made of.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>What goes into the summary of a run.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; init; } = [];

    /// <summary>This scenario with those legs only that its comparisons name, the reference, and the reference again.</summary>
    public Scenario OnlyCompared() => this with
    {
        Legs = [.. Legs.Where(leg => leg.Name == Reference || leg.Name == Leg.NameAgain(Reference) || Comparisons.Any(c => c.Names(leg.Name)))],
    };

    /// <summary>The metric that a comparison is of.</summary>
    public Metric MetricOf(Comparison comparison) => comparison.Key is { } key ? Metrics.First(metric => metric.Key == key) : Metrics[0];
}
