using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Doctor;

/// <summary>What the user wants of <c>doctor</c>.</summary>
internal sealed record DoctorPlan
{
    /// <summary>The endpoint to look at; null for the machine alone.</summary>
    public ChannelSettings? Channel { get; init; }

    /// <summary>What the endpoint says beyond its place when it is a StatsD server's; null for every other.</summary>
    public StatsdEndpoint? Statsd { get; init; }

    public ReportSettings Report { get; init; } = new();
}
