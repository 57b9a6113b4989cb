using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Serving;

/// <summary>A checked command line of <c>perf serve</c>.</summary>
internal sealed record ServePlan
{
    /// <summary>The port of who does not choose.</summary>
    public const int DefaultPort = 5301;

    public required ChannelSettings Settings { get; init; }

    public required ReportSettings Report { get; init; }

    /// <summary>Whether to end when the first client has gone.</summary>
    public bool OneOff { get; init; }

    /// <summary>How long a test may take, warm-up included.</summary>
    public TimeSpan LongestTest { get; init; } = TimeSpan.FromHours(1);
}
