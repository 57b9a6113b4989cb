using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.All;

/// <summary>A checked command line of <c>perf all</c>.</summary>
internal sealed record AllPlan
{
    /// <summary>How long each measurement lasts when the user does not say.</summary>
    public static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(1);

    public required MeasuringTime Time { get; init; }

    public required ReportSettings Report { get; init; }

    /// <summary>Where a page of it goes; null for none.</summary>
    public string? Page { get; init; }
}
