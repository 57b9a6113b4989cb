namespace Sockets.Transport.ZeroMq;

/// <summary>What becomes of a peer that wants to be let in, in the numbers of ZAP (RFC 27).</summary>
public enum ZmqAuthenticationStatus
{
    /// <summary>It is let in.</summary>
    Allowed = 200,

    /// <summary>Not now: the connection is closed without a word, so that the peer tries again.</summary>
    TryLater = 300,

    /// <summary>No: the peer is told, and libzmq peers do not try again.</summary>
    Denied = 400,

    /// <summary>It could not be decided; the peer is told.</summary>
    Failed = 500,
}
