namespace Sockets.Transport.ZeroMq;

/// <summary>What a ZeroMQ socket is for; both sides say theirs, and only some pairs may talk.</summary>
public enum ZmqSocketType
{
    /// <summary>PAIR: exactly one peer, both ways.</summary>
    Pair,

    /// <summary>PUB: sends to whoever subscribed.</summary>
    Pub,

    /// <summary>SUB: receives what it subscribed to.</summary>
    Sub,

    /// <summary>REQ: asks, and waits for the answer.</summary>
    Req,

    /// <summary>REP: answers.</summary>
    Rep,

    /// <summary>DEALER: sends to its peers in turn, receives from all.</summary>
    Dealer,

    /// <summary>ROUTER: sends to the peer it names, receives from all.</summary>
    Router,

    /// <summary>PULL: receives from all.</summary>
    Pull,

    /// <summary>PUSH: sends to its peers in turn.</summary>
    Push,

    /// <summary>XPUB: PUB that sees the subscriptions.</summary>
    XPub,

    /// <summary>XSUB: SUB whose subscriptions are messages.</summary>
    XSub,
}
