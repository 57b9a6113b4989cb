using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>A checked command line of <c>statsd bench</c>.</summary>
internal sealed record StatsdBenchPlan
{
    public const double DefaultRate = 100_000;

    public const int DefaultSeries = 1000;

    public required StatsdEndpoint Endpoint { get; init; }

    /// <summary>Metrics per second.</summary>
    public double Rate { get; init; } = DefaultRate;

    /// <summary>How many names.</summary>
    public int Series { get; init; } = DefaultSeries;

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether they are timers, which leave as they are, instead of counters, which add up.</summary>
    public bool Timers { get; init; }

    public required ReportSettings Report { get; init; }
}
