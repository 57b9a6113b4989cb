using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Sockets.Tools.Doctor.Facts;

/// <summary>
/// What the kernel itself says of an interface. The managed answers come from files that may be another network
/// namespace's.
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class KernelInterface
{
    // Linux values (bits/ioctls.h, net/if.h), and the length and first members of its struct ifreq.
    private const nuint GetFlags = 0x8913;
    private const nuint GetMtu = 0x8921;
    private const int RequestLength = 40;
    private const int NameLength = 16;
    private const ushort Up = 1;

    public static bool IsUp(string name) => (BinaryPrimitives.ReadUInt16LittleEndian(Ask(GetFlags, name)) & Up) != 0;

    /// <summary>The longest packet; 0 when there is no such interface.</summary>
    public static int Mtu(string name) => BinaryPrimitives.ReadInt32LittleEndian(Ask(GetMtu, name));

    private static byte[] Ask(nuint what, string name)
    {
        byte[] request = new byte[RequestLength];
        Encoding.UTF8.GetBytes(name, request.AsSpan(0, NameLength - 1));
        using Socket any = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        return Ioctl(any.SafeHandle, what, request) == 0 ? request[NameLength..] : new byte[RequestLength];
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(SafeSocketHandle socket, nuint request, Span<byte> argument);
}
