using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>A checked command line of <c>statsd listen</c>.</summary>
internal sealed record StatsdListenPlan
{
    public required StatsdEndpoint Endpoint { get; init; }

    /// <summary>The servers whose reading is asked for.</summary>
    public IReadOnlyList<string> Lint { get; init; } = [];

    /// <summary>Lines after which to stop.</summary>
    public long? Count { get; init; }

    public TimeSpan? For { get; init; }

    /// <summary>Whether a table is redrawn in place; otherwise each line is an object of JSON.</summary>
    public bool Table { get; init; }

    public required ReportSettings Report { get; init; }
}
