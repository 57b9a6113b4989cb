using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal.Streams;

/// <summary>Which link goes with which driver.</summary>
internal static class LinkFactory
{
    /// <summary>Connects, with TLS where there is a setup for it; it is opened by who receives.</summary>
    /// <exception cref="ConnectionClosedException">Nobody could be reached.</exception>
    public static ValueTask<IStreamLink> ConnectAsync(EndPoint endPoint, Driver driver, TlsSetup? tls, CancellationToken cancellationToken) =>
        StreamConnector.ConnectAsync(
            endPoint,
            driver == Driver.Async ? StreamConnector.Wait.Awaited : StreamConnector.Wait.Blocking,
            socket => tls is null ? Create(socket, driver) : new TlsStreamLink(Create(socket, driver), tls),
            cancellationToken);

    public static IStreamLink Create(Socket socket, Driver driver) => driver switch
    {
        Driver.DedicatedThread => new ThreadStreamLink(socket, ThreadStreamLink.ReceiveWait.Blocks),
        Driver.BusyPoll => new ThreadStreamLink(socket, ThreadStreamLink.ReceiveWait.Spins),
        _ => new SocketStreamLink(socket),
    };
}
