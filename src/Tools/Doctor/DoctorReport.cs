using Sockets.Tools.Perf;

namespace Sockets.Tools.Doctor;

/// <summary>Everything that was found.</summary>
internal sealed record DoctorReport
{
    public required PerfHost Host { get; init; }

    /// <summary>The endpoint that was looked at; null for the machine alone.</summary>
    public required string? Endpoint { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The findings in order, each with its section and its check's name.</summary>
    public required IReadOnlyList<(Section Section, string Check, Finding Finding)> Findings { get; init; }

    /// <summary>What the process ends with: 7 when something failed.</summary>
    public ExitCode ExitCode => Count(Verdict.Fail) > 0 ? ExitCode.EnvironmentNotSuitable : ExitCode.Done;

    public int Count(Verdict verdict) => Findings.Count(f => f.Finding.Verdict == verdict);
}
