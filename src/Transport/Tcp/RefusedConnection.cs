using System.Net;

namespace Sockets.Transport.Tcp;

/// <summary>A connection that a listener did not let in, or that never finished its handshake.</summary>
/// <param name="RemoteEndPoint">Who it was.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">The same in words: what the peer's bytes look like, or which limit was reached.</param>
public sealed record RefusedConnection(EndPoint? RemoteEndPoint, CloseReason Reason, string Message);
