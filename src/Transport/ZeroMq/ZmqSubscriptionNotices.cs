namespace Sockets.Transport.ZeroMq;

/// <summary>Which subscriptions an XPUB socket hands to the application.</summary>
public enum ZmqSubscriptionNotices
{
    /// <summary>A topic's first subscriber and the loss of its last one: what a forwarder needs.</summary>
    FirstAndLast,

    /// <summary>Every peer's, whoever else has the topic. ZMQ_XPUB_VERBOSER.</summary>
    Every,
}
