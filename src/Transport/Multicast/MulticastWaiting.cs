namespace Sockets.Transport.Multicast;

/// <summary>How a receive thread waits for datagrams.</summary>
public enum MulticastWaiting
{
    /// <summary>In the kernel: no processor time, one wake-up per burst.</summary>
    Sleep,

    /// <summary>Asking again and again: a whole core, and no wake-up to wait for. For machines with four cores or more.</summary>
    Spin,
}
