namespace Sockets.Transport.Multicast;

/// <summary>Whether datagrams may go through the kernel as trains: cut there when sent, merged there when received.</summary>
public enum MulticastTrains
{
    /// <summary>Each datagram for itself.</summary>
    Never,

    /// <summary>Where the kernel can. It is many times faster; but the kernel then counts what it drops in trains.</summary>
    WherePossible,
}
