using System.Net;
using System.Net.Sockets;

namespace Sockets.EndToEnd.Peers;

/// <summary>How the bare legs open their sockets: TCP, no delay, everything else as the system has it.</summary>
internal static class BareSocket
{
    public static Socket Listen(out int port)
    {
        Socket listener = New();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        return listener;
    }

    public static Socket Accept(Socket listener)
    {
        Socket socket = listener.Accept();
        socket.NoDelay = true;
        return socket;
    }

    public static Socket Connect(IPEndPoint endPoint)
    {
        Socket socket = New();
        socket.Connect(endPoint);
        return socket;
    }

    public static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
