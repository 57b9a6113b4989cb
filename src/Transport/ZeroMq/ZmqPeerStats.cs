namespace Sockets.Transport.ZeroMq;

/// <summary>One connected peer.</summary>
/// <param name="Id">The connection's number within its socket, from 1.</param>
/// <param name="Endpoint">The endpoint that was bound or connected to.</param>
/// <param name="Address">Where the peer is, as far as it is known; else empty.</param>
/// <param name="Type">What the peer's socket is; null when it did not say.</param>
/// <param name="Topics">How many topics it is subscribed to.</param>
/// <param name="Traffic">What was exchanged with it.</param>
public sealed record ZmqPeerStats(
    long Id, string Endpoint, string Address, ZmqSocketType? Type, int Topics, ZmqTraffic Traffic);
