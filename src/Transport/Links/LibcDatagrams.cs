using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sockets.Transport.Links;

/// <summary>The calls that move many datagrams at once, and their structures on 64-bit Linux.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LibcDatagrams
{
    // Linux values (bits/socket.h).
    public const int MsgDontWait = 0x40;
    public const int MsgWaitForOne = 0x10000;
    public const int MsgTruncated = 0x20;
    public const int MsgControlTruncated = 0x8;
    private const int MsgNoSignal = 0x4000;

    /// <summary>Whether the structures below are those of this process.</summary>
    public static bool IsSupported => Environment.Is64BitProcess;

    /// <summary>Receives up to <paramref name="count"/> datagrams; with <see cref="MsgWaitForOne"/> waits for the first only.</summary>
    public static LinkResult Receive(SafeSocketHandle socket, BatchHeader* headers, int count, int flags)
    {
        // The call's own time limit is looked at between datagrams only (recvmmsg(2), BUGS): the socket has one instead.
        int received = recvmmsg(socket, headers, (uint)count, flags, timeout: null);
        return received >= 0 ? new LinkResult(received, SocketError.Success) : LastError();
    }

    /// <summary>Sends up to <paramref name="count"/> datagrams. <see cref="LinkResult.Bytes"/> is how many were taken.</summary>
    public static LinkResult Send(SafeSocketHandle socket, BatchHeader* headers, int count)
    {
        int sent = sendmmsg(socket, headers, (uint)count, MsgDontWait | MsgNoSignal);
        return sent >= 0 ? new LinkResult(sent, SocketError.Success) : LastError();
    }

    /// <summary>Sends one message, which the kernel may cut into datagrams.</summary>
    public static LinkResult Send(SafeSocketHandle socket, MessageHeader* header)
    {
        nint sent = sendmsg(socket, header, MsgDontWait | MsgNoSignal);
        return sent >= 0 ? new LinkResult((int)sent, SocketError.Success) : LastError();
    }

    private static LinkResult LastError() => new(0, SocketErrors.FromErrno(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int recvmmsg(SafeSocketHandle socket, BatchHeader* headers, uint count, int flags, void* timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sendmmsg(SafeSocketHandle socket, BatchHeader* headers, uint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(SafeSocketHandle socket, MessageHeader* header, int flags);

    /// <summary>struct msghdr: 56 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct mmsghdr: 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct BatchHeader
    {
        public MessageHeader Message;
        public uint Length;
    }
}
