namespace Sockets.Transport.ZeroMq;

/// <summary>What happened to a connection.</summary>
public enum ZmqEventKind
{
    /// <summary>The handshake is over: messages may flow.</summary>
    Connected,

    /// <summary>A connection ended that messages could flow over. <see cref="ZmqEvent.Reason"/> says why.</summary>
    Disconnected,

    /// <summary>A connection ended before its handshake was over: another protocol, mechanism or socket type, or it was not let in.</summary>
    HandshakeFailed,

    /// <summary>Nobody could be reached; it is tried again.</summary>
    ConnectFailed,

    /// <summary>A connection was closed as soon as it was accepted, or none can be accepted for a while: a limit was reached.</summary>
    Refused,
}
