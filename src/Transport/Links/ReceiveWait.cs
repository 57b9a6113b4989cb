namespace Sockets.Transport.Links;

/// <summary>Whether a receive waits.</summary>
internal enum ReceiveWait
{
    /// <summary>It takes what is there.</summary>
    None,

    /// <summary>It waits in the kernel for the first datagram, for a short time.</summary>
    Brief,
}
