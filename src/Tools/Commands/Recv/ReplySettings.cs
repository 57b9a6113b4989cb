namespace Sockets.Tools.Commands.Recv;

/// <summary>How <c>recv</c> answers requests.</summary>
internal sealed record ReplySettings
{
    /// <summary>What the shell runs for each request; null to answer with the request itself.</summary>
    public string? Program { get; init; }

    /// <summary>Programs that run at once.</summary>
    public int Jobs { get; init; } = ReplyProgram.DefaultJobs;

    /// <summary>How long each may run.</summary>
    public TimeSpan Timeout { get; init; } = ReplyProgram.DefaultTimeout;
}
