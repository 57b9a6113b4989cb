namespace Sockets.Transport.Multicast;

/// <summary>Whether what a machine sends to a group comes back to its own receivers.</summary>
public enum MulticastLoopback
{
    /// <summary>Only other machines get it.</summary>
    Off,

    /// <summary>Receivers on this machine get it too.</summary>
    On,
}
