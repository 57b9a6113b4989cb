using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sockets.Transport.Framing;

/// <summary>
/// The header in front of every TRN1 frame, little-endian (docs/wire/tcp.md, section 2):
/// <code>
///  0               4       5       6               8
/// +---------------+-------+-------+---------------+
/// | length (u32)  | type  | flags | channel (u16) |
/// +---------------+-------+-------+---------------+
/// </code>
/// The length counts the payload behind the header.
/// </summary>
internal readonly record struct Trn1Header(uint Length, Trn1FrameType Type, byte Flags, ushort Channel)
{
    /// <summary>The header's length in bytes.</summary>
    public const int Size = 8;

    /// <summary>More fragments of the same message follow.</summary>
    public const byte More = 0x01;

    /// <summary>The frame is of a compressed message.</summary>
    public const byte Compressed = 0x04;

    /// <summary>Who does not know the frame's type may skip the frame.</summary>
    public const byte Ignorable = 0x80;

    private const int TypeOffset = 4;
    private const int FlagsOffset = 5;
    private const int ChannelOffset = 6;

    /// <summary>Reads the header at the front of <paramref name="source"/>, which holds at least <see cref="Size"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Trn1Header Read(ReadOnlySpan<byte> source)
    {
        ulong all = BinaryPrimitives.ReadUInt64LittleEndian(source);
        return new Trn1Header(
            (uint)all,
            (Trn1FrameType)(byte)(all >> (8 * TypeOffset)),
            (byte)(all >> (8 * FlagsOffset)),
            (ushort)(all >> (8 * ChannelOffset)));
    }

    /// <summary>Writes the header to the front of <paramref name="destination"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt64LittleEndian(
        destination,
        Length | (ulong)Type << (8 * TypeOffset) | (ulong)Flags << (8 * FlagsOffset) | (ulong)Channel << (8 * ChannelOffset));
}
