using Sockets.Tools.Output;
using Sockets.Tools.Perf.All;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>The document of <c>perf all</c>: what <see cref="PerfEnd"/> is of the others.</summary>
internal sealed record PerfAll : PerfObject
{
    public required AllSetup Setup { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    public required long DurationNs { get; init; }

    /// <summary><c>finished</c>, <c>signal</c> or <c>error</c>.</summary>
    public required string End { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>How many results there are when nothing stops it.</summary>
    public required int PlannedResults { get; init; }

    /// <summary>A result of each measurement, in order.</summary>
    public required IReadOnlyList<MeasurementResult> Results { get; init; }

    public PerfError? Error { get; init; }

    public static PerfAll Of(AllReport report) => new()
    {
        Setup = new AllSetup
        {
            Tool = "sockets " + ToolVersion.Text,
            TimeNs = ReportJson.Nanoseconds(report.Time.Scored),
            WarmupNs = ReportJson.Nanoseconds(report.Time.WarmUp),
            Host = report.Host,
        },
        StartedAt = report.StartedAt.UtcDateTime,
        DurationNs = ReportJson.Nanoseconds(report.Duration),
        End = ReportJson.Name(report.End),
        ExitCode = (int)report.ExitCode,
        PlannedResults = report.Planned,
        Results = report.Results,
        Error = report.Error is { } error ? new PerfError((int)error.Code, error.Message, error.Hint) : null,
    };
}
