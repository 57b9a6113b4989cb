namespace Sockets.Transport.ZeroMq;

/// <summary>What a socket has counted since it was made.</summary>
public readonly record struct ZmqSocketStats
{
    /// <summary>Peers that messages can flow to or from now.</summary>
    public int Peers { get; init; }

    /// <summary>What was exchanged with all peers, those that are gone included.</summary>
    public ZmqTraffic Traffic { get; init; }

    /// <summary>Messages published that nobody had subscribed to.</summary>
    public long Unmatched { get; init; }

    /// <summary>Messages that a forwarder should have sent by this socket and that are longer than <see cref="ZmqLimits.MaxMessageLength"/>.</summary>
    public long TooLong { get; init; }

    /// <summary>Connections whose handshake was over, first ones and repeated ones.</summary>
    public long Connects { get; init; }

    /// <summary>Connections that ended before their handshake was over.</summary>
    public long HandshakeFailures { get; init; }

    /// <summary>Connections ended because the peer was silent.</summary>
    public long SilentPeers { get; init; }
}
