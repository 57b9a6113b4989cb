using System.Text.Json.Serialization;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>What happened since the interval before. Warm-up messages are in it.</summary>
internal sealed record PerfInterval : PerfObject
{
    /// <summary>Which test, from 0.</summary>
    public required int Test { get; init; }

    /// <summary>Since the test's start.</summary>
    public required long TNs { get; init; }

    public required long DurNs { get; init; }

    /// <summary>Whether it lies in the warm-up, wholly or in part.</summary>
    public required bool Omitted { get; init; }

    /// <summary>Payload bytes of each message; null where others choose.</summary>
    public required int? MessageBytes { get; init; }

    /// <summary>Towards the server; null when nothing goes there of its own accord.</summary>
    public DirectionInterval? Up { get; init; }

    /// <summary>From the server.</summary>
    public DirectionInterval? Down { get; init; }

    /// <summary>Answers that came.</summary>
    public required long Answers { get; init; }

    /// <summary>The times this side recorded in this interval: there and back, or one way of what came to it. Null when it records none.</summary>
    public HistogramData? Times { get; init; }

    /// <summary>Those there and back.</summary>
    [JsonIgnore]
    public HistogramData? RoundTrip => Down is null ? Times : null;
}
