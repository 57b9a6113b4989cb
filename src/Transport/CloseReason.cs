namespace Sockets.Transport;

/// <summary>Why a connection ended. The first reason wins and is the only one reported.</summary>
public enum CloseReason
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>Closed here, after what was accepted had been sent.</summary>
    LocalClose,

    /// <summary>Aborted here: what was still on its way may be lost.</summary>
    LocalAbort,

    /// <summary>The peer finished sending and closed, at a message boundary.</summary>
    PeerClose,

    /// <summary>The peer reset the connection, or vanished in the middle of it.</summary>
    PeerReset,

    /// <summary>Nothing arrived from the peer for the heartbeat's dead-peer time.</summary>
    PeerSilent,

    /// <summary>The stream ended inside a frame or a fragmented message.</summary>
    TruncatedFrame,

    /// <summary>The peer broke the protocol: what arrived cannot be understood or was not allowed.</summary>
    ProtocolViolation,

    /// <summary>A frame or message was announced that is longer than the limit.</summary>
    FrameTooLarge,

    /// <summary>The peer did not finish the handshake in time.</summary>
    HandshakeTimeout,

    /// <summary>The peer began a frame and did not finish it in time.</summary>
    FrameTimeout,

    /// <summary>The kernel took nothing of what was to be sent for the write deadline.</summary>
    WriteTimeout,

    /// <summary>The server refused the session; the exception carries its words.</summary>
    Refused,

    /// <summary>A limit of this side was reached: connections, half-open connections, connections of one address, or file descriptors.</summary>
    LimitReached,

    /// <summary>The peer could not keep up and the overflow policy is <see cref="OverflowPolicy.Disconnect"/>.</summary>
    SlowConsumer,

    /// <summary>The application's handler threw.</summary>
    HandlerFailed,

    /// <summary>No connection could be made.</summary>
    ConnectFailed,

    /// <summary>The client did not prove that it may come in; the exception tells the client what was demanded, and the server why not.</summary>
    Unauthorized,

    /// <summary>No TLS session could be agreed on, or what arrived over it cannot be decrypted; the exception says why.</summary>
    TlsFailed,

    /// <summary>A certificate was refused: the peer's here, or this side's there; the exception says which, and what is wrong with it.</summary>
    CertificateRefused,

    /// <summary>The network or the system failed in a way that has no reason of its own; the exception carries the socket error.</summary>
    NetworkError,

    /// <summary>
    /// The session was cut and could not be resumed: the peer does not know it any more, or did not come back in time. The
    /// exception says which.
    /// </summary>
    SessionLost,
}
