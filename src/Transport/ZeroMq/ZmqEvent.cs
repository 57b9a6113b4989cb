namespace Sockets.Transport.ZeroMq;

/// <summary>One thing that happened to a connection.</summary>
/// <param name="Kind">What.</param>
/// <param name="Endpoint">The endpoint that was bound or connected to, as it was given.</param>
/// <param name="Peer">Who is on the other side, as far as it is known; else empty.</param>
/// <param name="PeerId">The connection's number within this socket, from 1; 0 where there was none. Statistics carry it too.</param>
/// <param name="Reason">Why it ended; <see cref="CloseReason.None"/> when it did not.</param>
/// <param name="Text">The same in words: what was wrong, and what to do.</param>
public sealed record ZmqEvent(
    ZmqEventKind Kind, string Endpoint, string Peer, long PeerId, CloseReason Reason, string Text)
{
    /// <summary>
    /// With <see cref="ZmqEventKind.Disconnected"/>, what was exchanged with the peer in all: <see cref="ZmqSocket.GetPeers"/>
    /// does not have it any more. Nothing is pending then; what nobody has taken yet is still unread.
    /// </summary>
    public ZmqTraffic Traffic { get; init; }
}
