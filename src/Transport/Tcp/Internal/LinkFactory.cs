using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>Which link goes with which driver.</summary>
internal static class LinkFactory
{
    /// <summary>Connects a socket for a driver's link.</summary>
    public static ValueTask<Socket> ConnectAsync(EndPoint endPoint, Driver driver, CancellationToken cancellationToken) =>
        StreamConnector.ConnectAsync(
            endPoint, driver == Driver.Async ? StreamConnector.Wait.Awaited : StreamConnector.Wait.Blocking, cancellationToken);

    public static IStreamLink Create(Socket socket, Driver driver) => driver switch
    {
        Driver.DedicatedThread => new ThreadStreamLink(socket, ThreadStreamLink.ReceiveWait.Blocks),
        Driver.BusyPoll => new ThreadStreamLink(socket, ThreadStreamLink.ReceiveWait.Spins),
        _ => new SocketStreamLink(socket),
    };
}
