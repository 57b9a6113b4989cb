namespace Sockets.Tools.Perf;

/// <summary>What one measurement has seen.</summary>
internal abstract record PerfResult
{
    /// <summary>The mode, as in <c>tcp</c>.</summary>
    public string Mode { get; init; } = "tcp";

    /// <summary>The kind of measurement, as programs know it.</summary>
    public abstract string Test { get; }

    /// <summary>What became of every message.</summary>
    public IReadOnlyList<Identity> Identities { get; init; } = [];

    /// <summary>What must not be, in words; empty when all is well.</summary>
    public virtual IEnumerable<string> Faults => Identities.Where(static i => !i.Closes).Select(static i => $"the counters do not add up: {i}");

    /// <summary>A rate; 0 for what took no time because nothing came.</summary>
    protected static double PerSecond(double count, TimeSpan time) => time > TimeSpan.Zero ? count / time.TotalSeconds : 0;
}
