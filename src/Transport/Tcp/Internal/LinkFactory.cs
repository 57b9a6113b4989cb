using System.Net.Sockets;
using Sockets.Transport.Links;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>Which link goes with which driver.</summary>
internal static class LinkFactory
{
    public static IStreamLink Create(Socket socket, Driver driver) => driver switch
    {
        Driver.DedicatedThread => new ThreadStreamLink(socket, ThreadStreamLink.ReceiveWait.Blocks),
        Driver.BusyPoll => new ThreadStreamLink(socket, ThreadStreamLink.ReceiveWait.Spins),
        _ => new SocketStreamLink(socket),
    };
}
