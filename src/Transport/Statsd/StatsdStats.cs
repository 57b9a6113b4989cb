using System.Net.Sockets;

namespace Sockets.Transport.Statsd;

/// <summary>
/// What became of all that a client was given, at one moment. A unit is one call: an addition, a recorded value, a member,
/// an event. At every moment <see cref="Submitted"/> is the sum of <see cref="Sent"/>, <see cref="Pending"/>,
/// <see cref="SampledOut"/> and the six <c>Dropped</c>.
/// </summary>
public sealed record StatsdStats
{
    /// <summary>Calls so far.</summary>
    public long Submitted { get; init; }

    /// <summary>
    /// Calls that stand in what the kernel took: several additions to a counter in one line, all settings of a gauge in
    /// the last. UDP may lose it behind the kernel, and nobody is told.
    /// </summary>
    public long Sent { get; init; }

    /// <summary>Calls whose values gather for the next flush, or wait for a way that takes them.</summary>
    public long Pending { get; init; }

    /// <summary>Values that sampling left out; the rate in the line tells the server.</summary>
    public long SampledOut { get; init; }

    /// <summary>Values that are no number, negative times, names and members that may not be replaced.</summary>
    public long DroppedInvalid { get; init; }

    /// <summary>A bounded place was full before the next flush: samples where the dialect has no rate for them, members, single lines. Or the client had no room for a bridged series.</summary>
    public long DroppedOverflow { get; init; }

    /// <summary>What fits no packet.</summary>
    public long DroppedTooLarge { get; init; }

    /// <summary>Nobody listened there: known of datagrams where the system tells.</summary>
    public long DroppedRefused { get; init; }

    /// <summary>The connection was lost when a part of the packet had left.</summary>
    public long DroppedDisconnected { get; init; }

    /// <summary>What could not leave before the client was disposed, and calls after that; measurements that came when their bridge or instrument was gone.</summary>
    public long DroppedClosed { get; init; }

    /// <summary>Lines in the packets.</summary>
    public long LinesSent { get; init; }

    /// <summary>Packets that the kernel took.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Bytes of those packets, without the headers of the network.</summary>
    public long BytesSent { get; init; }

    /// <summary>How often a socket was opened towards the server.</summary>
    public int Connects { get; init; }

    /// <summary>The last error on the way to the server, whether or not anything was lost by it; Success when there was none.</summary>
    public SocketError LastError { get; init; }
}
