using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All;

/// <summary>Everything there is to say when the measurements are over.</summary>
internal sealed record AllReport
{
    public required PerfHost Host { get; init; }

    public required MeasuringTime Time { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long all of it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How many measurements were meant to be made.</summary>
    public required int Planned { get; init; }

    public required IReadOnlyList<MeasurementResult> Results { get; init; }

    public required RunEnd End { get; init; }

    public required ExitCode ExitCode { get; init; }

    public ToolException? Error { get; init; }
}
