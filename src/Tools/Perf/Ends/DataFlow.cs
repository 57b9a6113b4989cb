using System.Text.Json.Serialization;

namespace Sockets.Tools.Perf.Ends;

/// <summary>Which way messages go.</summary>
internal enum DataFlow
{
    /// <summary>From the client to the server.</summary>
    [JsonStringEnumMemberName("up")]
    Up,

    /// <summary>From the server to the client.</summary>
    [JsonStringEnumMemberName("down")]
    Down,

    /// <summary>Both ways at once.</summary>
    [JsonStringEnumMemberName("both")]
    Both,
}
