using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;

namespace Sockets.Transport.ZeroMq;

/// <summary>PULL: receives what PUSH sockets hand out. While it is not read, they are held back.</summary>
public sealed class ZmqPull : ZmqReceivingSocket
{
    /// <summary>Makes the socket.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public ZmqPull(ZmqOptions? options = null)
        : base(new SocketCore(ZmqSocketType.Pull, options ?? new ZmqOptions(), OverflowPolicy.Wait, static core => new RoundRobin(core)))
    {
    }
}
