using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>A checked command line of <c>statsd send</c>.</summary>
internal sealed record StatsdSendPlan
{
    public required StatsdEndpoint Endpoint { get; init; }

    /// <summary>Lines to send, finished.</summary>
    public IReadOnlyList<byte[]> Lines { get; init; } = [];

    /// <summary>Whether the lines of standard input are sent, too.</summary>
    public bool ReadsInput { get; init; }

    public required ReportSettings Report { get; init; }
}
