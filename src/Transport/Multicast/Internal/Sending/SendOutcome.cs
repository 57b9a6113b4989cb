namespace Sockets.Transport.Multicast.Internal.Sending;

/// <summary>What a call that sends came to.</summary>
internal enum SendOutcome
{
    /// <summary>The kernel took some, or there was nothing.</summary>
    Sent,

    /// <summary>The kernel's buffer is full (EAGAIN).</summary>
    KernelFull,

    /// <summary>The interface's queue is full (ENOBUFS).</summary>
    InterfaceFull,

    /// <summary>The first datagram can never be sent: too long for the interface, or forbidden.</summary>
    Failed,
}
