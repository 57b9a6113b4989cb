namespace Sockets.Transport.ZeroMq;

/// <summary>How a REQ socket tells the answer to a request from whatever else its peer sends.</summary>
public enum ZmqRequestMatching
{
    /// <summary>
    /// It is what the peer that was asked sends next. With a request that is given up goes the connection to its peer, which is
    /// made again after <see cref="ZmqOptions.ReconnectInterval"/>: an answer that comes late can be taken for no other. A peer that
    /// answers twice can still answer the next request by that. Every peer understands it. The default.
    /// </summary>
    ByConnection,

    /// <summary>
    /// Each request carries a number in a frame of its own, which its answer has to repeat; the connection stays when a request is
    /// given up. REP repeats it, and whatever else sends back all frames up to the empty one. ZMQ_REQ_CORRELATE.
    /// </summary>
    ByNumber,
}
