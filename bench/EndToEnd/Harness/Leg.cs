namespace Sockets.EndToEnd.Harness;

/// <summary>One way of doing a scenario's exchange. A pass starts its processes, runs them once and ends them.</summary>
/// <param name="name">What the table calls it; unique in its scenario.</param>
internal abstract class Leg(string name)
{
    public string Name { get; } = name;

    /// <summary>The name of a leg that does the same once more: two equal legs in one run show how far apart equal things come out.</summary>
    public static string NameAgain(string name) => $"{name}, again";

    /// <summary>Why this leg cannot run on this machine; null when it can.</summary>
    public virtual string? Absence => null;

    /// <summary>Runs one pass from start to end. Nothing that it started is alive when it returns or throws.</summary>
    /// <exception cref="LegFailedException">The pass gave no figures.</exception>
    public abstract Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken);
}
