namespace Sockets.Transport.ZeroMq;

/// <summary>Who has a routing id for which a second peer asks a ROUTER socket.</summary>
public enum ZmqRoutingIdHandover
{
    /// <summary>Whoever had it first; the second is refused, and may try again. The default.</summary>
    ToNobody,

    /// <summary>
    /// The newcomer; the first is disconnected, and what waits for it is dropped and counted. A peer that was cut off gets its name
    /// back at once, and so does anybody else who asks for it. ZMQ_ROUTER_HANDOVER.
    /// </summary>
    ToNewcomer,
}
