using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>How much longer than the shortest packets took (RFC 5481). A percentile is null where too few lie beyond it.</summary>
internal sealed record DelayVariation
{
    public long? P50Ns { get; init; }

    public long? P90Ns { get; init; }

    public long? P99Ns { get; init; }

    public long? P999Ns { get; init; }

    public long? MaxNs { get; init; }

    public static DelayVariation? Of(HistogramData? delays) => delays?.MinNs is not { } shortest ? null : new DelayVariation
    {
        P50Ns = delays.P50Ns - shortest,
        P90Ns = delays.P90Ns - shortest,
        P99Ns = delays.P99Ns - shortest,
        P999Ns = delays.P999Ns - shortest,
        MaxNs = delays.MaxNs - shortest,
    };
}
