using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>The one table from what the kernel says to why a connection ended.</summary>
internal static class SocketErrors
{
    // Linux errno values (asm-generic/errno.h), for the calls that bypass the managed socket.
    private const int Eperm = 1;
    private const int Enoent = 2;
    private const int Eintr = 4;
    private const int Ebadf = 9;
    private const int Eagain = 11;
    private const int Einval = 22;
    private const int Epipe = 32;
    private const int Emsgsize = 90;
    private const int Enetunreach = 101;
    private const int Enotconn = 107;
    private const int Econnreset = 104;
    private const int Enobufs = 105;
    private const int Eshutdown = 108;
    private const int Etimedout = 110;
    private const int Econnrefused = 111;
    private const int Ehostunreach = 113;

    public static CloseReason ToCloseReason(SocketError error) => error switch
    {
        SocketError.Success => CloseReason.None,

        // A send after the peer's FIN was answered by RST shows as reset, as EPIPE (Shutdown) or as aborted (Windows).
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => CloseReason.PeerReset,

        // The kernel gave up retransmitting, or a router said the peer is gone.
        SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable
            or SocketError.NetworkDown or SocketError.HostDown or SocketError.NetworkReset => CloseReason.PeerSilent,

        // Our own disposal: Linux reports EBADF or an interrupted wait, Windows an aborted operation.
        SocketError.OperationAborted or SocketError.Interrupted or SocketError.NotSocket
            or SocketError.NotConnected => CloseReason.LocalAbort,

        SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.AddressNotAvailable
            or SocketError.TryAgain or SocketError.NoData => CloseReason.ConnectFailed,

        _ => CloseReason.NetworkError,
    };

    public static SocketError FromErrno(int errno) => errno switch
    {
        Eagain or Eintr => SocketError.WouldBlock,
        Epipe or Eshutdown => SocketError.Shutdown,
        Econnreset => SocketError.ConnectionReset,
        Enotconn => SocketError.NotConnected,
        Ebadf => SocketError.OperationAborted,
        Eperm => SocketError.AccessDenied,
        Einval => SocketError.InvalidArgument,
        Enobufs => SocketError.NoBufferSpaceAvailable,
        Etimedout => SocketError.TimedOut,
        Econnrefused => SocketError.ConnectionRefused,
        Enetunreach => SocketError.NetworkUnreachable,
        Ehostunreach => SocketError.HostUnreachable,
        Emsgsize => SocketError.MessageSize,
        Enoent => SocketError.AddressNotAvailable,
        _ => SocketError.SocketError,
    };
}
