using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>What a ZeroMQ socket counts beyond what every sender does.</summary>
/// <param name="Socket">What the socket counted.</param>
internal readonly record struct ZmqCounts(ZmqSocketStats Socket)
{
    /// <summary>Messages that arrived and are in none of the places where they can be; 0, unless there is a bug.</summary>
    public long Residual => Socket.Traffic.Received - Socket.Traffic.Delivered - Socket.Traffic.Filtered - Socket.Traffic.Unread - Socket.Traffic.Discarded;

    /// <summary>The counters of a socket as every channel has them.</summary>
    public static ChannelStats Of(ZmqSocketStats stats) => Of(stats.Traffic) with { ZeroMq = new ZmqCounts(stats) };

    /// <summary>What was exchanged with one peer, or all.</summary>
    public static ChannelStats Of(ZmqTraffic traffic) => new()
    {
        Submitted = traffic.Offered,
        Sent = traffic.Sent,
        DroppedNewest = traffic.DroppedNewest,
        DroppedOldest = traffic.DroppedOldest,
        Conflated = traffic.Conflated,
        DroppedAtClose = traffic.DroppedAtClose,
        Pending = traffic.Pending,
        WireBytesSent = traffic.WireBytesSent,
        WireBytesReceived = traffic.WireBytesReceived,
    };
}
