using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sockets.Transport.Links;

/// <summary>The calls that the managed socket does not offer: sending and receiving with flags per call.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Libc
{
    // Linux values (bits/socket.h, bits/fcntl-linux.h).
    private const int MsgDontWait = 0x40;
    private const int MsgNoSignal = 0x4000;
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;

    /// <summary>Hands over what the kernel takes now, whether or not the socket blocks.</summary>
    public static LinkResult TrySend(SafeSocketHandle socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint sent = send(socket, start, bytes.Length, MsgDontWait | MsgNoSignal);
            return sent >= 0 ? new LinkResult((int)sent, SocketError.Success) : LastError();
        }
    }

    /// <summary>Takes what is there now, whether or not the socket blocks.</summary>
    public static LinkResult TryReceive(SafeSocketHandle socket, Span<byte> buffer) => Receive(socket, buffer, MsgDontWait);

    /// <summary>Waits for bytes on a blocking socket.</summary>
    public static LinkResult Receive(SafeSocketHandle socket, Span<byte> buffer) => Receive(socket, buffer, flags: 0);

    /// <summary>Makes the socket block again after managed code, which connects asynchronously, made it non-blocking.</summary>
    public static void MakeBlocking(SafeSocketHandle socket)
    {
        int flags = fcntl(socket, GetFlags, 0);
        if (flags < 0 || fcntl(socket, SetFlags, flags & ~NonBlocking) < 0)
        {
            throw new SocketException((int)SocketErrors.FromErrno(Marshal.GetLastPInvokeError()));
        }
    }

    private static LinkResult Receive(SafeSocketHandle socket, Span<byte> buffer, int flags)
    {
        fixed (byte* start = buffer)
        {
            nint received = recv(socket, start, buffer.Length, flags);
            return received >= 0 ? new LinkResult((int)received, SocketError.Success) : LastError();
        }
    }

    private static LinkResult LastError() => new(0, SocketErrors.FromErrno(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(SafeSocketHandle socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeSocketHandle socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeSocketHandle socket, int command, int argument);
}
