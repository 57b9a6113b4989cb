using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Running;

/// <summary>All that is known when a test is over, however it ended.</summary>
internal sealed record TestOutcome
{
    public required TestPlan Plan { get; init; }

    /// <summary>What the client has seen; null when the test had not begun.</summary>
    public EndFigures? Near { get; init; }

    /// <summary>What the server has seen; null when it could not say so any more.</summary>
    public EndFigures? Far { get; init; }

    /// <summary>What the server had counted when it last said so.</summary>
    public EndCounts? LastOfFar { get; init; }

    /// <summary>What deserves attention, on either side.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What broke it off, or makes its figures none; null when nothing did.</summary>
    public ToolException? Error { get; init; }
}
