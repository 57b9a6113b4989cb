namespace Sockets.Transport.Statsd;

/// <summary>How packets travel.</summary>
public enum StatsdTransport
{
    /// <summary>UDP over IPv4 or IPv6.</summary>
    Udp,

    /// <summary>TCP over IPv4 or IPv6.</summary>
    Tcp,

    /// <summary>A Unix socket for datagrams.</summary>
    UnixDatagram,

    /// <summary>A Unix socket for a stream.</summary>
    UnixStream,
}
