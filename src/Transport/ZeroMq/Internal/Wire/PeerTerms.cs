namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>What a peer said of itself in the handshake.</summary>
/// <param name="Minor">The lower of both minor versions: 0 or 1. It decides how this side sends subscriptions.</param>
/// <param name="Type">What the peer's socket is; null when it did not say.</param>
/// <param name="Identity">The routing id the peer asks for; empty when it does not.</param>
internal sealed record PeerTerms(int Minor, ZmqSocketType? Type, byte[] Identity);
