using System.Text.Json.Serialization;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>One kind of metric, recorded by one thread as fast as it goes: what a call costs, and what became of every call.</summary>
internal sealed record MetricResult : MeasurementResult
{
    /// <summary>Which kind: <c>counter</c>, <c>timer</c> or <c>single</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Among how many names the calls went round.</summary>
    public required int Series { get; init; }

    /// <summary>How long the scored calls took.</summary>
    [JsonPropertyName("duration_ns")]
    public required TimeSpan Duration { get; init; }

    /// <summary>Scored calls.</summary>
    public required long Calls { get; init; }

    /// <summary>What one of them took of the calling thread, the loop around it included.</summary>
    public double NanosecondsPerCall => Calls == 0 ? 0 : Math.Round(Duration.TotalNanoseconds / Calls, 3);

    /// <summary>Memory that the scored calls took from the collector.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>What the client counted: the units of <c>submitted</c> and of what follows are calls.</summary>
    [JsonIgnore]
    public StatsdStats Client { get; init; } = new();

    public long Submitted => Client.Submitted;

    /// <summary>Calls whose values left in a packet.</summary>
    public long Sent => Client.Sent;

    public long Pending => Client.Pending;

    /// <summary>Values left out of a fair sample, whose rate the server is told.</summary>
    public long SampledOut => Client.SampledOut;

    /// <summary>Calls for whose values there was no room until the next flush.</summary>
    public long DroppedOverflow => Client.DroppedOverflow;

    /// <summary>Calls dropped for any other cause.</summary>
    public long DroppedOther => Client.DroppedInvalid + Client.DroppedTooLarge + Client.DroppedRefused + Client.DroppedDisconnected + Client.DroppedClosed;

    public long LinesSent => Client.LinesSent;

    public long PacketsSent => Client.PacketsSent;

    public long BytesSent => Client.BytesSent;

    public required long LinesReceived { get; init; }

    public required long PacketsReceived { get; init; }

    /// <summary>Packets for which the receiver's buffer had no room; where the system does not tell, those that are missing.</summary>
    public required long PacketsLost { get; init; }

    /// <summary>What the values that the receiver read come to in calls.</summary>
    public required long CallsReceived { get; init; }

    [JsonIgnore]
    public long Dropped => DroppedOverflow + DroppedOther;
}
