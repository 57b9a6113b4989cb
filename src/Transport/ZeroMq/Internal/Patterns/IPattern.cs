using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// What a kind of socket does with its peers. Everything about one peer is called by its receive loop, in this order:
/// ready, then messages and subscriptions, then gone.
/// </summary>
internal interface IPattern
{
    /// <summary>The peer may be sent to.</summary>
    /// <exception cref="ProtocolViolationException">This socket cannot have that peer now.</exception>
    void OnReady(Peer peer);

    /// <summary>A whole message arrived; borrowed for the call.</summary>
    void OnMessage(Peer peer, ReadOnlySpan<byte> message);

    /// <summary>The peer wants messages that begin like this, or does not any more.</summary>
    void OnSubscription(Peer peer, Wish wish, ReadOnlySpan<byte> topic);

    /// <summary>There may be room in the peer's queue again. Called by who sends.</summary>
    void OnRoom(Peer peer);

    /// <summary>The peer may not be sent to any more. Only called for one that was ready.</summary>
    void OnGone(Peer peer);

    /// <summary>The socket is disposed: nobody waits any more.</summary>
    void OnClosed();

    /// <summary>How many topics the peer holds.</summary>
    int TopicsOf(Peer peer);
}
