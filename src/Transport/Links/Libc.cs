using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Sockets.Transport.Links;

/// <summary>What the managed socket does not offer: sending and receiving with flags per call, and some questions.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Libc
{
    // Linux values (bits/socket.h, bits/fcntl-linux.h).
    private const int MsgDontWait = 0x40;
    private const int MsgNoSignal = 0x4000;
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;

    // Linux values (linux/stat.h, bits/stat.h), and the length and one member of its struct statx.
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint AskType = 1;
    private const int StatLength = 256;
    private const int StatModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int TypeSocket = 0xC000;

    // Linux value (bits/resource.h).
    private const int LimitOfDescriptors = 7;

    // Linux values (bits/ioctls.h, net/if.h), and the length and one member of its struct ifreq.
    private const nuint GetInterfaceFlags = 0x8913;
    private const int InterfaceRequestLength = 40;
    private const int InterfaceNameLength = 16;
    private const ushort InterfaceUp = 1;

    /// <summary>Whether a call waits for bytes, on a socket that blocks.</summary>
    public enum Wait
    {
        No,
        Yes,
    }

    /// <summary>Hands over what the kernel takes now, whether or not the socket blocks.</summary>
    public static LinkResult TrySend(SafeSocketHandle socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint sent = send(socket, start, bytes.Length, MsgDontWait | MsgNoSignal);
            return sent >= 0 ? new LinkResult((int)sent, SocketError.Success) : LastError();
        }
    }

    /// <summary>Hands over what the kernel takes now of all the pieces, in order, whether or not the socket blocks.</summary>
    public static LinkResult TrySend(SafeSocketHandle socket, ReadOnlySpan<IoVector> pieces)
    {
        fixed (IoVector* first = pieces)
        {
            MessageHeader header = new() { Vectors = first, VectorCount = (nuint)pieces.Length };
            nint sent = sendmsg(socket, &header, MsgDontWait | MsgNoSignal);
            return sent >= 0 ? new LinkResult((int)sent, SocketError.Success) : LastError();
        }
    }

    /// <summary>Takes bytes into the first buffer and, when that is full, into the second.</summary>
    public static LinkResult Receive(SafeSocketHandle socket, Span<byte> first, Span<byte> second, Wait wait)
    {
        fixed (byte* one = first, two = second)
        {
            IoVector* vectors = stackalloc IoVector[2] { new((nint)one, first.Length), new((nint)two, second.Length) };
            MessageHeader header = new() { Vectors = vectors, VectorCount = 2 };
            nint received = recvmsg(socket, &header, wait == Wait.No ? MsgDontWait : 0);
            return received >= 0 ? new LinkResult((int)received, SocketError.Success) : LastError();
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

    /// <summary>Whether the path is a socket's: no other kind of file, and no link to one.</summary>
    public static bool IsSocketFile(string path)
    {
        byte* stat = stackalloc byte[StatLength];
        return statx(CurrentFolder, path, NoFollow, AskType, stat) == 0
            && (*(ushort*)(stat + StatModeOffset) & TypeMask) == TypeSocket;
    }

    /// <summary>How many file descriptors this process may have now; as many as it likes where the system does not say.</summary>
    public static ulong DescriptorLimit()
    {
        // Linux's struct rlimit on 64-bit machines: the limit in force, and how far it may be raised.
        ulong* limits = stackalloc ulong[2];
        return getrlimit(LimitOfDescriptors, limits) == 0 ? limits[0] : ulong.MaxValue;
    }

    /// <summary>Whether a network interface was brought up.</summary>
    public static bool IsInterfaceUp(string name)
    {
        byte* request = stackalloc byte[InterfaceRequestLength];
        new Span<byte>(request, InterfaceRequestLength).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, InterfaceNameLength - 1));
        using Socket any = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        return ioctl(any.SafeHandle, GetInterfaceFlags, request) == 0
            && (*(ushort*)(request + InterfaceNameLength) & InterfaceUp) != 0;
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
    private static partial nint sendmsg(SafeSocketHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(SafeSocketHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeSocketHandle socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeSocketHandle socket, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeSocketHandle socket, nuint request, byte* argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* stat);

    /// <summary>Linux's <c>struct msghdr</c> on 64-bit machines (bits/socket.h); addresses and ancillary data are not used here.</summary>
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
