using System.Net;
using System.Net.Sockets;

namespace Sockets.Transport.Links;

/// <summary>
/// A connected datagram socket that only sends: UDP over either family, or a Unix socket. Connected, so that the kernel
/// looks the route up once and tells when nobody listens. Never waits; errors are values.
/// </summary>
internal sealed class DatagramSender : IDisposable
{
    // Linux values (asm-generic/socket.h).
    private const int SolSocket = 1;
    private const int SoError = 4;

    private readonly Socket _socket;

    private DatagramSender(Socket socket) => _socket = socket;

    /// <summary>Opens a socket towards an address; null and the reason when that cannot be.</summary>
    public static DatagramSender? TryConnect(EndPoint endPoint, out SocketError error)
    {
        Socket? socket = null;
        try
        {
            socket = endPoint is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
                : new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(endPoint);
            socket.Blocking = false;
            error = SocketError.Success;
            return new DatagramSender(socket);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            error = e.SocketErrorCode;
            return null;
        }
    }

    /// <summary>Hands one datagram to the kernel: all of it or, when it has no room or the socket has an error, nothing.</summary>
    public LinkResult TrySend(ReadOnlySpan<byte> datagram)
    {
        if (OperatingSystem.IsLinux())
        {
            return Libc.TrySend(_socket.SafeHandle, datagram);
        }

        int sent = _socket.Send(datagram, SocketFlags.None, out SocketError error);
        return new LinkResult(sent, error);
    }

    /// <summary>
    /// Takes the error that arrived since the last call, such as the answer that nobody listens. Over the loopback that
    /// answer is there when the send returns. Where the system has no such call: none.
    /// </summary>
    public SocketError TakeError()
    {
        if (!OperatingSystem.IsLinux())
        {
            return SocketError.Success;
        }

        Span<byte> errno = stackalloc byte[sizeof(int)];
        _socket.GetRawSocketOption(SolSocket, SoError, errno);
        int code = BitConverter.ToInt32(errno);
        return code == 0 ? SocketError.Success : SocketErrors.FromErrno(code);
    }

    public void Dispose() => _socket.Dispose();
}
