using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Recv;

/// <summary>A checked command line of <c>recv</c>.</summary>
internal sealed record RecvPlan
{
    public required ChannelSettings Channel { get; init; }

    /// <summary>File to write; null for standard output.</summary>
    public string? Out { get; init; }

    /// <summary>Name of the format.</summary>
    public required string Format { get; init; }

    public long? Count { get; init; }

    public TimeSpan? For { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    public SlowReader? SlowReader { get; init; }

    public bool Verify { get; init; }

    /// <summary>How requests are answered; null when they are not.</summary>
    public ReplySettings? Reply { get; init; }

    /// <summary>Whether the next peer is waited for when one has finished.</summary>
    public bool KeepOpen { get; init; }

    public IReadOnlyList<Expectation> Expectations { get; init; } = [];

    public required ReportSettings Report { get; init; }
}
