using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>What a call into the kernel did. The expected endings of a network are values here, not exceptions.</summary>
/// <param name="Bytes">How many bytes were moved; on a receive, 0 without an error means the peer finished sending.</param>
/// <param name="Error"><see cref="SocketError.Success"/>, <see cref="SocketError.WouldBlock"/>, or why it failed.</param>
internal readonly record struct LinkResult(int Bytes, SocketError Error)
{
    /// <summary>The call failed for good: the link will not move another byte this way.</summary>
    public bool Failed => Error is not (SocketError.Success or SocketError.WouldBlock);

    /// <summary>The kernel took nothing now and will later.</summary>
    public bool WouldBlock => Error == SocketError.WouldBlock;
}
