using System.Buffers.Binary;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// Sign of life, sequence audit and round-trip probe in one (docs/wire/tcp.md, section 5.3), little-endian:
/// <code>
///  0                8                16               24               32
/// +----------------+----------------+----------------+----------------+
/// | next seq (u64) | ack seq (u64)  | timestamp (u64)| echo (u64)     |
/// +----------------+----------------+----------------+----------------+
/// </code>
/// </summary>
/// <param name="NextSequence">The number of the next message that this side will begin on the wire.</param>
/// <param name="AckSequence">The number of the last message that this side received whole.</param>
/// <param name="Timestamp">The sender's clock in nanoseconds, to be echoed; 0 asks for no echo.</param>
/// <param name="Echo">The peer's timestamp that this answers; 0 when it answers none.</param>
internal readonly record struct Heartbeat(ulong NextSequence, ulong AckSequence, ulong Timestamp, ulong Echo)
{
    public const int Size = 32;

    public static Heartbeat Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]));

    public int Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, NextSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], AckSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Timestamp);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], Echo);
        return Size;
    }
}
