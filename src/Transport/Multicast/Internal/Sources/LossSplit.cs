namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>Lost packets by the place where they were lost.</summary>
/// <param name="Socket">In this socket's buffer, because the receiver did not come to take them.</param>
/// <param name="Upstream">Before they reached this socket: in the network, or at the sender.</param>
/// <param name="Unattributed">In either: the kernel's figures do not say.</param>
internal readonly record struct LossSplit(long Socket, long Upstream, long Unattributed)
{
    public static LossSplit operator +(LossSplit left, LossSplit right) => new(
        left.Socket + right.Socket, left.Upstream + right.Upstream, left.Unattributed + right.Unattributed);
}
