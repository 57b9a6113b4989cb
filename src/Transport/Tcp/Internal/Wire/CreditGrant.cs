using System.Buffers.Binary;
using Sockets.Transport.Flow;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// The payload of CREDIT (docs/wire/tcp.md, section 5.2): totals since the session began, so that a repeated or late
/// grant changes nothing; little-endian, bytes (u64) then messages (u64).
/// </summary>
internal static class CreditGrant
{
    public const int Size = 16;

    public static Credit Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source), BinaryPrimitives.ReadUInt64LittleEndian(source[8..]));

    public static int Write(Credit credit, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, credit.Bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], credit.Messages);
        return Size;
    }
}
