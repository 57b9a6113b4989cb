using System.Buffers.Binary;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// The farewell (docs/wire/tcp.md, section 5.5): the last data frame was sent, and this is what was received, little-endian:
/// <code>
///  0                8                16           18
/// +----------------+----------------+------------+
/// | last seq (u64) | ack seq (u64)  | code (u16) |
/// +----------------+----------------+------------+
/// </code>
/// </summary>
/// <param name="LastSequence">The number of the last message this side sent.</param>
/// <param name="AckSequence">The number of the last message this side received whole.</param>
/// <param name="Code">Why this side leaves.</param>
internal readonly record struct GoAway(ulong LastSequence, ulong AckSequence, ReasonCode Code)
{
    public const int Size = 18;

    public static GoAway Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        (ReasonCode)BinaryPrimitives.ReadUInt16LittleEndian(source[16..]));

    public int Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, LastSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], AckSequence);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[16..], (ushort)Code);
        return Size;
    }
}
