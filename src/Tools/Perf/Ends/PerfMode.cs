using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf.Ends;

/// <summary>What is measured.</summary>
internal enum PerfMode
{
    /// <summary>Messages in one direction, or both, as fast as they go or at a rate.</summary>
    [JsonStringEnumMemberName("throughput")]
    Throughput,

    /// <summary>There and back, one message in flight on each stream: a closed loop.</summary>
    [JsonStringEnumMemberName("pingpong")]
    PingPong,

    /// <summary>There and back at a rate, whether or not answers come: an open loop, timed from when each was due.</summary>
    [JsonStringEnumMemberName("underload")]
    UnderLoad,

    /// <summary>Packets at a rate over a transport that may lose them.</summary>
    [JsonStringEnumMemberName("loss")]
    Loss,
}
