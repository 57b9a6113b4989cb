using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>The receiving side of a datagram socket, driven by one thread.</summary>
internal interface IDatagramReceiver : IDisposable
{
    /// <summary>The socket, to wait for several at once.</summary>
    Socket Socket { get; }

    /// <summary>Whether the kernel says when it received each datagram.</summary>
    bool HasKernelTimes { get; }

    /// <summary>Whether the kernel says how many datagrams this socket dropped.</summary>
    bool HasDrops { get; }

    /// <summary>
    /// Receives what is there. With <see cref="ReceiveWait.Brief"/> waits at most
    /// <see cref="MulticastSocket.LongestWaitMilliseconds"/> for the first. <see cref="LinkResult.Bytes"/> is how many
    /// datagrams; each can be looked at until the next call.
    /// </summary>
    LinkResult Receive(ReceiveWait wait);

    /// <summary>One of the datagrams received.</summary>
    ReadOnlySpan<byte> Get(int index, out DatagramMeta meta);

    /// <summary>
    /// How many datagrams this socket has dropped by now, modulo 2^32; false where the kernel does not say. Unlike
    /// <see cref="DatagramMeta.Drops"/> this includes those behind which nothing has arrived.
    /// </summary>
    bool TryReadDrops(out uint drops);
}
