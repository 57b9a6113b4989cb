using System.Text.Json.Serialization;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>Datagrams at a rate, and at which place each of them was lost that did not come to the reader.</summary>
internal sealed record LossPlacesResult : MeasurementResult
{
    /// <summary>What the receiving side was made to do: <c>paced</c>, <c>slow_reader</c> or <c>stalled_receiver</c>.</summary>
    public required string Load { get; init; }

    public required int MessageBytes { get; init; }

    /// <summary>Messages a second that were asked for.</summary>
    public required double TargetMessagesPerSecond { get; init; }

    /// <summary>What the receiver's queue does when it is full.</summary>
    public required string Policy { get; init; }

    /// <summary>Messages that may wait for the reader.</summary>
    public required int QueueMessages { get; init; }

    /// <summary>How slow the reader is, or the receiving thread; null when neither pauses.</summary>
    public SlowReader? Reader { get; init; }

    /// <summary>Messages a second that were sent.</summary>
    public double OfferedMessagesPerSecond { get; init; }

    /// <summary>From the time a message was due to its arrival in the kernel; null when it was not measured.</summary>
    public HistogramData? OneWay { get; init; }

    /// <summary>What became of every packet; null when it was not measured.</summary>
    public LossResult? Loss { get; init; }

    [JsonIgnore]
    public override IEnumerable<string> Faults => base.Faults.Concat(Loss?.Faults ?? []);
}
