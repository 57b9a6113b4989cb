using System.Buffers.Binary;

namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>Which numbers a parity covers: so many, each a step behind the one before it.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Step">1 for a row, the length of a row for a column.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ParityGroup(long First, int Step, int Count)
{
    /// <summary>The length of what is said about the group in front of the parity.</summary>
    public const int Size = 12;

    /// <summary>The number behind the last one.</summary>
    public long End => First + ((Count - 1L) * Step) + 1;

    /// <summary>One of its numbers.</summary>
    public long this[int index] => First + ((long)index * Step);

    public bool Contains(long number) => number >= First && number < End && (number - First) % Step == 0;

    /// <summary>Reads what stands in front of a parity. False when it cannot be.</summary>
    /// <param name="payload">The payload of a parity datagram.</param>
    /// <param name="next">The number its header says: all that it covers was sent before.</param>
    /// <param name="group">The group.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, long next, out ParityGroup group)
    {
        group = default;
        if (payload.Length <= Size)
        {
            return false;
        }

        group = new ParityGroup(
            BinaryPrimitives.ReadInt64BigEndian(payload),
            BinaryPrimitives.ReadUInt16BigEndian(payload[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[10..]));
        return group.First >= 1
            && group.Step is >= 1 and <= MulticastParity.MostLines
            && group.Count is >= 1 and <= MulticastParity.MostLines
            && group.First < next
            && group.End <= next;
    }

    public void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteInt64BigEndian(payload, First);
        BinaryPrimitives.WriteUInt16BigEndian(payload[8..], (ushort)Step);
        BinaryPrimitives.WriteUInt16BigEndian(payload[10..], (ushort)Count);
    }
}
