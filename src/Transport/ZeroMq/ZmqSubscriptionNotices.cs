namespace Sockets.Transport.ZeroMq;

/// <summary>Which subscriptions an XPUB socket hands to the application, and whether they take effect without it.</summary>
public enum ZmqSubscriptionNotices
{
    /// <summary>A topic's first subscriber and the loss of its last one: what a forwarder needs. ZMQ_XPUB's own way.</summary>
    FirstAndLast,

    /// <summary>Every subscription, also one that the peer has already, and the loss of a topic's last subscriber. ZMQ_XPUB_VERBOSE.</summary>
    EverySubscription,

    /// <summary>Every subscription and every cancellation, whatever it changes. ZMQ_XPUB_VERBOSER.</summary>
    Every,

    /// <summary>
    /// As <see cref="Every"/>, and none takes effect: <see cref="ZmqXPublisher.Subscribe"/> and
    /// <see cref="ZmqXPublisher.Unsubscribe"/> say what a peer gets. ZMQ_XPUB_MANUAL.
    /// </summary>
    Manual,
}
