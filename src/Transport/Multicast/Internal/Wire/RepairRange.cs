using System.Buffers.Binary;

namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>Successive numbers that somebody misses.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many; at least 1.</param>
internal readonly record struct RepairRange(long First, int Count)
{
    /// <summary>Bytes of a range in a request.</summary>
    public const int Size = 12;

    /// <summary>The most ranges of a request: they fit every path.</summary>
    public const int MostPerRequest = 64;

    /// <summary>The most numbers of a range: what a receiver remembers.</summary>
    public const int MostNumbers = 65_536;

    /// <summary>Reads the ranges of a request. Gives how many; 0 when it is none.</summary>
    public static int Read(ReadOnlySpan<byte> payload, Span<RepairRange> ranges)
    {
        int count = payload.Length / Size;
        if (payload.Length % Size != 0 || count > MostPerRequest)
        {
            return 0;
        }

        for (int i = 0; i < count; i++)
        {
            long first = BinaryPrimitives.ReadInt64BigEndian(payload[(i * Size)..]);
            uint numbers = BinaryPrimitives.ReadUInt32BigEndian(payload[((i * Size) + 8)..]);
            if (first < 1 || first > long.MaxValue - MostNumbers || numbers is 0 or > MostNumbers)
            {
                return 0;
            }

            ranges[i] = new RepairRange(first, (int)numbers);
        }

        return count;
    }

    public void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteInt64BigEndian(payload, First);
        BinaryPrimitives.WriteUInt32BigEndian(payload[8..], (uint)Count);
    }
}
