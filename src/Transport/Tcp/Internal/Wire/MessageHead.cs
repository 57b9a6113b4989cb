using System.Buffers.Binary;
using Sockets.Transport.Framing;

namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>
/// What stands in front of the payload of a REQUEST or REPLY (docs/wire/tcp.md, section 5.8), little-endian:
/// <code>
///  0               4               8
/// +---------------+---------------+
/// | id (u32)      | deadline (u32)|  REQUEST
/// +---------------+-------+-------+
/// | id (u32)      | status| zero  |  REPLY
/// +---------------+-------+-------+
/// </code>
/// </summary>
/// <param name="Type">REQUEST or REPLY.</param>
/// <param name="Id">What the requester calls it.</param>
/// <param name="Value">The milliseconds left, or the <see cref="ReplyStatus"/>.</param>
internal readonly record struct MessageHead(Trn1FrameType Type, uint Id, uint Value)
{
    public const int Size = 8;

    /// <summary>The status of a REPLY; the bytes behind it are not looked at.</summary>
    public ReplyStatus Status => (ReplyStatus)(ushort)Value;

    public static MessageHead Read(Trn1FrameType type, ReadOnlySpan<byte> source) => new(
        type, BinaryPrimitives.ReadUInt32LittleEndian(source), BinaryPrimitives.ReadUInt32LittleEndian(source[4..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Id);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Value);
    }
}
