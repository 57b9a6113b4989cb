namespace Sockets.Tools.Output;

/// <summary>What is reported about a run.</summary>
internal enum ReportMode
{
    /// <summary>Sentences on standard error.</summary>
    Text,

    /// <summary>One JSON document on standard output, at the end.</summary>
    JsonDocument,

    /// <summary>JSON objects on standard output, one per line: start, each interval, end.</summary>
    JsonLines,

    /// <summary>One JSON document as iperf3 writes it; of perf only.</summary>
    Iperf3,
}
