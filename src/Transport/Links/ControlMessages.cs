using System.Runtime.InteropServices;

namespace Sockets.Transport.Links;

/// <summary>
/// What the Linux kernel writes beside a datagram (cmsg(3)): a row of records, each a length (u64), a level and a type
/// (i32), and data, padded to 8 bytes. A record of which a byte is missing is not read.
/// </summary>
internal static class ControlMessages
{
    private const int HeaderLength = 16;
    private const int Alignment = 8;

    private const int LevelSocket = 1;
    private const int LevelUdp = 17;
    private const int TypeDrops = 40;
    private const int TypeTimestampNanoseconds = 35;
    private const int TypeSegmentLength = 104;

    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Reads what is known and skips the rest.</summary>
    public static void Read(ReadOnlySpan<byte> control, ref DatagramMeta meta)
    {
        while (control.Length >= HeaderLength)
        {
            ulong length = MemoryMarshal.Read<ulong>(control);
            if (length < HeaderLength || length > (ulong)control.Length)
            {
                return;
            }

            int level = MemoryMarshal.Read<int>(control[8..]);
            int type = MemoryMarshal.Read<int>(control[12..]);
            Read(level, type, control[HeaderLength..(int)length], ref meta);
            int padded = ((int)length + Alignment - 1) & ~(Alignment - 1);
            control = control[Math.Min(padded, control.Length)..];
        }
    }

    /// <summary>Writes the record that asks the kernel to cut a train into datagrams of this length. Gives its padded length.</summary>
    public static int WriteSegmentLength(Span<byte> control, int segmentLength)
    {
        const int TypeSegment = 103;
        control[..(HeaderLength + Alignment)].Clear();
        MemoryMarshal.Write(control, (ulong)(HeaderLength + sizeof(ushort)));
        MemoryMarshal.Write(control[8..], LevelUdp);
        MemoryMarshal.Write(control[12..], TypeSegment);
        MemoryMarshal.Write(control[HeaderLength..], (ushort)segmentLength);
        return HeaderLength + Alignment;
    }

    private static void Read(int level, int type, ReadOnlySpan<byte> data, ref DatagramMeta meta)
    {
        if (level == LevelSocket && type == TypeDrops && data.Length >= sizeof(uint))
        {
            meta.Drops = MemoryMarshal.Read<uint>(data);
            meta.HasDrops = true;
        }
        else if (level == LevelSocket && type == TypeTimestampNanoseconds && data.Length >= 2 * sizeof(long))
        {
            long seconds = MemoryMarshal.Read<long>(data);
            meta.KernelTime = unchecked((seconds * NanosecondsPerSecond) + MemoryMarshal.Read<long>(data[8..]));
        }
        else if (level == LevelUdp && type == TypeSegmentLength && data.Length >= sizeof(int))
        {
            // Four bytes, although the option that asks for it takes two.
            meta.SegmentLength = Math.Max(0, MemoryMarshal.Read<int>(data));
        }
    }
}
