using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Tcp;

/// <summary>
/// A connection that a listener did not let in, or that never finished its handshake; or everybody, while the system gives
/// the listener no socket for whoever waits.
/// </summary>
/// <param name="RemoteEndPoint">Who it was; null where it is everybody.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">The same in words: what the peer's bytes look like, or which limit was reached.</param>
public sealed record RefusedConnection(EndPoint? RemoteEndPoint, CloseReason Reason, string Message)
{
    internal static RefusedConnection Everybody(SocketError error) => error == SocketError.TooManyOpenSockets
        ? new RefusedConnection(
            RemoteEndPoint: null,
            CloseReason.LimitReached,
            "Accepting pauses: there is no file descriptor left. Raise the limit (ulimit -n), or find out what takes them.")
        : new RefusedConnection(RemoteEndPoint: null, CloseReason.NetworkError, $"Accepting pauses: the system gives no socket ({error}).");
}
