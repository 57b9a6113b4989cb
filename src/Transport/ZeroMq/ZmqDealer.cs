namespace Sockets.Transport.ZeroMq;

/// <summary>DEALER: sends each message to the next of its peers that has room, and receives from all of them. A REP peer expects an empty frame before the body.</summary>
public sealed class ZmqDealer : ZmqDuplexSocket
{
    /// <summary>Makes the socket.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public ZmqDealer(ZmqOptions? options = null)
        : base(ZmqSocketType.Dealer, options)
    {
    }
}
