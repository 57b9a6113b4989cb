using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>What every stream socket here is told, and the calls on it that may fail without anybody minding.</summary>
internal static class SocketOptions
{
    // Keepalive for peers without a heartbeat: probes after 15 s of silence, every 5 s, 3 of them: gone after 30 s.
    private const int KeepAliveIdleSeconds = 15;
    private const int KeepAliveIntervalSeconds = 5;
    private const int KeepAliveProbes = 3;

    /// <summary>Makes a stream socket that suits the end point.</summary>
    public static Socket NewStream(EndPoint endPoint)
    {
        if (endPoint is UnixDomainSocketEndPoint)
        {
            return new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        }

        return endPoint.AddressFamily == AddressFamily.Unspecified
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    }

    /// <summary>Small messages leave at once (batches are made above, not by Nagle), and dead hosts are noticed.</summary>
    public static void Tune(Socket socket)
    {
        if (socket.ProtocolType != ProtocolType.Tcp)
        {
            return;
        }

        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
    }

    public static bool HasUnread(Socket socket)
    {
        try
        {
            return socket.Available > 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    public static void Shutdown(Socket socket, SocketShutdown how)
    {
        try
        {
            socket.Shutdown(how);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already closed by either side: there is nothing left to announce.
        }
    }

    /// <summary>Closes with a reset: what the kernel still holds is thrown away, and the peer is told at once.</summary>
    public static void Abort(Socket socket)
    {
        LingerZero(socket);
        socket.Dispose();
    }

    /// <summary>
    /// As <see cref="Abort"/>, for a socket in which a thread may be blocked: wakes it and leaves the closing, and so the
    /// reset, to it. Shutting down the sending side too would say an orderly end to the peer before the reset.
    /// </summary>
    public static void Reset(Socket socket)
    {
        LingerZero(socket);
        Shutdown(socket, OperatingSystem.IsWindows() ? SocketShutdown.Both : SocketShutdown.Receive);
    }

    private static void LingerZero(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A closed socket has nothing to linger over.
        }
    }
}
