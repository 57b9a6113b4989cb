namespace Sockets.Transport.Tcp.Internal.Sessions;

/// <summary>Which side of the handshake a session is on.</summary>
internal enum SessionRole
{
    /// <summary>Speaks first.</summary>
    Client,

    /// <summary>Decides.</summary>
    Server,
}
