namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <summary>How far a connection came.</summary>
internal enum HandshakeState
{
    /// <summary>It was half open.</summary>
    Unfinished,

    /// <summary>It was established.</summary>
    Finished,
}
