namespace Sockets.Transport.Tcp.Internal.Resuming;

/// <summary>Where a session stands that may outlive its connection.</summary>
internal enum SessionState
{
    /// <summary>It has a connection, or waits for its first handshake.</summary>
    Connected,

    /// <summary>Its connection has ended, and is not yet given back.</summary>
    Cut,

    /// <summary>It has no connection.</summary>
    Away,

    /// <summary>It has a connection whose handshake is under way.</summary>
    Returning,

    /// <summary>It is over.</summary>
    Ended,
}
