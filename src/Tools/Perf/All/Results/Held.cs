using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf.All.Results;

/// <summary>What was seen of a session's memory and of its heartbeats while messages flowed.</summary>
internal readonly record struct Held
{
    /// <summary>The most bytes, headers included, that waited on the sending side.</summary>
    public long MaxPendingBytes { get; init; }

    /// <summary>The most messages that waited on the sending side.</summary>
    public long MaxPendingMessages { get; init; }

    /// <summary>The most messages that had arrived and waited for the reader.</summary>
    public long MaxUnreadMessages { get; init; }

    /// <summary>Heartbeats that were seen to be answered. One that comes between two looks is not seen.</summary>
    public int Heartbeats { get; init; }

    /// <summary>The longest a heartbeat took there and back; null when none was seen.</summary>
    [JsonPropertyName("max_heartbeat_round_trip_ns")]
    public TimeSpan? SlowestHeartbeat { get; init; }
}
