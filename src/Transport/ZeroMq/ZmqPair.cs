namespace Sockets.Transport.ZeroMq;

/// <summary>PAIR: exactly one peer, both ways. One that comes while there is one is refused.</summary>
public sealed class ZmqPair : ZmqDuplexSocket
{
    /// <summary>Makes the socket.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public ZmqPair(ZmqOptions? options = null)
        : base(ZmqSocketType.Pair, options)
    {
    }
}
