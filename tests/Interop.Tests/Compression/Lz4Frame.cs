using System.Buffers.Binary;
using System.Numerics;

namespace Sockets.Interop.Tests.Compression;

/// <summary>
/// The frame that the program lz4 puts around blocks: magic number, flags, the longest block, a check of those two, then
/// blocks, each behind its length, and a length of 0. No checksum of the content, every block on its own.
/// </summary>
internal static class Lz4Frame
{
    /// <summary>The longest content of a block that these frames announce: 4 MiB.</summary>
    public const int LongestContent = 4 << 20;

    private const uint Magic = 0x184D2204;

    /// <summary>Version 1, and blocks that do not look back at each other.</summary>
    private const byte Flags = 0x60;

    private const byte BlocksOf4MiB = 0x70;
    private const uint IsStored = 0x8000_0000;
    private const int HeaderSize = 7;

    /// <summary>A frame around blocks.</summary>
    public static byte[] Around(IEnumerable<byte[]> blocks)
    {
        MemoryStream frame = new();
        frame.Write(UInt32(Magic));
        frame.Write([Flags, BlocksOf4MiB, HeaderCheck([Flags, BlocksOf4MiB])]);
        foreach (byte[] block in blocks)
        {
            frame.Write(UInt32((uint)block.Length));
            frame.Write(block);
        }

        frame.Write(UInt32(0));
        return frame.ToArray();
    }

    /// <summary>The blocks in a frame, and whether each is compressed or stored as it is.</summary>
    public static IEnumerable<(byte[] Block, bool IsCompressed)> Blocks(byte[] frame)
    {
        Assert.Equal(Magic, BinaryPrimitives.ReadUInt32LittleEndian(frame));
        Assert.Equal(Flags, frame[4]);
        Assert.Equal(HeaderCheck(frame.AsSpan(4, 2)), frame[6]);
        int at = HeaderSize;
        while (BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(at)) is > 0 and uint length)
        {
            int size = (int)(length & ~IsStored);
            at += sizeof(uint);
            yield return (frame[at..(at + size)], (length & IsStored) == 0);
            at += size;
        }

        Assert.Equal(frame.Length, at + sizeof(uint));
    }

    /// <summary>The second byte of the header's xxHash32.</summary>
    private static byte HeaderCheck(ReadOnlySpan<byte> header) => (byte)(ShortHash(header) >> 8);

    /// <summary>xxHash32 with the seed 0, for less than 16 bytes.</summary>
    private static uint ShortHash(ReadOnlySpan<byte> bytes)
    {
        const uint Prime1 = 2_654_435_761;
        const uint Prime2 = 2_246_822_519;
        const uint Prime3 = 3_266_489_917;
        const uint Prime4 = 668_265_263;
        const uint Prime5 = 374_761_393;
        uint hash = Prime5 + (uint)bytes.Length;
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
        {
            hash = BitOperations.RotateLeft(hash + BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime3, 17) * Prime4;
        }

        foreach (byte value in bytes)
        {
            hash = BitOperations.RotateLeft(hash + value * Prime5, 11) * Prime1;
        }

        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }

    private static byte[] UInt32(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
