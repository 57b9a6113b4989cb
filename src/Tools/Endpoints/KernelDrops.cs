using System.Buffers.Binary;
using System.Net.Sockets;

namespace Sockets.Tools.Endpoints;

/// <summary>What a datagram socket's kernel buffer had no room for.</summary>
internal static class KernelDrops
{
    // Linux values: SOL_SOCKET and SO_MEMINFO, whose ninth number counts the packets that found the buffer full.
    private const int SolSocket = 1;
    private const int SoMemInfo = 55;
    private const int MemInfoLength = 36;
    private const int MemInfoDrops = 8;

    /// <summary>How many packets; null where the system does not tell.</summary>
    public static long? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> info = stackalloc byte[MemInfoLength];
        socket.GetRawSocketOption(SolSocket, SoMemInfo, info);
        return BinaryPrimitives.ReadUInt32LittleEndian(info[(MemInfoDrops * sizeof(uint))..]);
    }
}
