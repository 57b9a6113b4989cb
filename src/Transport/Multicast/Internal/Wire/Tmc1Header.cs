using System.Buffers.Binary;

namespace Sockets.Transport.Multicast.Internal.Wire;

/// <summary>The header of a TMC1 datagram (docs/wire/multicast.md), in network byte order.</summary>
/// <remarks>
/// <code>
///  0       2   3   4       6       8               12      14      16              24              32
/// +-------+---+---+-------+-------+---------------+-------+-------+---------------+---------------+
/// | 54 4d |vhh|typ| flags |stream | epoch         |length |max age| number        | sent          |
/// +-------+---+---+-------+-------+---------------+-------+-------+---------------+---------------+
/// a fragment goes on:  | message (u32) | offset (u32) | length (u32) | CRC-32C (u32) |   48
/// </code>
/// </remarks>
internal record struct Tmc1Header
{
    /// <summary>The length of every header.</summary>
    public const int Size = 32;

    /// <summary>The length of a fragment's header.</summary>
    public const int FragmentSize = 48;

    /// <summary>"TM".</summary>
    public const ushort Magic = 0x544D;

    /// <summary>Version 1, in the upper four bits.</summary>
    private const int Version = 1;

    private const int FlagsOffset = 4;
    private const int PriorityShift = 8;
    private const int MostPriority = 7;

    public Tmc1Type Type { get; set; }

    public Tmc1Flags Flags { get; set; }

    public ushort Stream { get; set; }

    public uint Epoch { get; set; }

    /// <summary>Bytes of payload behind the header.</summary>
    public ushort PayloadLength { get; set; }

    /// <summary>Milliseconds after which it is of no use; 0 for ever.</summary>
    public ushort MaxAge { get; set; }

    /// <summary>The datagram's number, from 1; of a heartbeat and an end the next one.</summary>
    public long Sequence { get; set; }

    /// <summary>When it was handed to the kernel, in nanoseconds since 1970.</summary>
    public long Sent { get; set; }

    /// <summary>Which message of its stream a fragment belongs to.</summary>
    public uint Message { get; set; }

    /// <summary>Where in the message the fragment begins.</summary>
    public uint Offset { get; set; }

    /// <summary>The length of the whole message.</summary>
    public uint MessageLength { get; set; }

    /// <summary>The CRC-32C of the whole message.</summary>
    public uint Checksum { get; set; }

    public readonly bool IsFragment => (Flags & Tmc1Flags.Fragment) == Tmc1Flags.Fragment;

    public readonly int Priority => ((int)Flags >> PriorityShift) & MostPriority;

    /// <summary>How long the header is.</summary>
    public readonly int HeaderLength => IsFragment ? FragmentSize : Size;

    /// <summary>What stands behind the payload.</summary>
    public readonly int TrailerLength => (Flags & Tmc1Flags.Sealed) == Tmc1Flags.Sealed ? DatagramSeal.TrailerLength : 0;

    /// <summary>The length of the header of a datagram that has one.</summary>
    public static int LengthOf(ReadOnlySpan<byte> datagram) => (datagram[2] & 0xF) * 4;

    /// <summary>Cuts what stands behind a datagram off; nothing is left when it is none.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < Size)
        {
            return default;
        }

        int trailer = (datagram[FlagsOffset + 1] & (int)Tmc1Flags.Sealed) != 0 ? DatagramSeal.TrailerLength : 0;
        int length = LengthOf(datagram) + BinaryPrimitives.ReadUInt16BigEndian(datagram[12..]) + trailer;
        return length > datagram.Length ? default : datagram[..length];
    }

    /// <summary>Says whether a datagram was sent before.</summary>
    public static void SetRetransmit(Span<byte> datagram, bool isRetransmit)
    {
        ref byte flags = ref datagram[FlagsOffset + 1];
        flags = (byte)(isRetransmit ? flags | (int)Tmc1Flags.Retransmit : flags & ~(int)Tmc1Flags.Retransmit);
    }

    public static Tmc1Flags PriorityFlags(int priority) => (Tmc1Flags)(priority << PriorityShift);

    /// <summary>Reads a header. False when the bytes are not a datagram of this format, whole and possible.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Tmc1Header header)
    {
        header = default;
        if (datagram.Length < Size
            || BinaryPrimitives.ReadUInt16BigEndian(datagram) != Magic
            || datagram[2] >> 4 != Version)
        {
            return false;
        }

        header.Type = (Tmc1Type)datagram[3];
        header.Flags = (Tmc1Flags)BinaryPrimitives.ReadUInt16BigEndian(datagram[FlagsOffset..]);
        header.Stream = BinaryPrimitives.ReadUInt16BigEndian(datagram[6..]);
        header.Epoch = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);
        header.PayloadLength = BinaryPrimitives.ReadUInt16BigEndian(datagram[12..]);
        header.MaxAge = BinaryPrimitives.ReadUInt16BigEndian(datagram[14..]);
        header.Sequence = BinaryPrimitives.ReadInt64BigEndian(datagram[16..]);
        header.Sent = BinaryPrimitives.ReadInt64BigEndian(datagram[24..]);
        int words = datagram[2] & 0xF;
        if (words * 4 != header.HeaderLength
            || datagram.Length != header.HeaderLength + header.PayloadLength + header.TrailerLength
            || header.Sequence < 1)
        {
            return false;
        }

        return !header.IsFragment || header.TryReadFragment(datagram);
    }

    /// <summary>Writes the header.</summary>
    public readonly void Write(Span<byte> datagram)
    {
        BinaryPrimitives.WriteUInt16BigEndian(datagram, Magic);
        datagram[2] = (byte)((Version << 4) | (HeaderLength / 4));
        datagram[3] = (byte)Type;
        BinaryPrimitives.WriteUInt16BigEndian(datagram[FlagsOffset..], (ushort)Flags);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[6..], Stream);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[8..], Epoch);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[12..], PayloadLength);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[14..], MaxAge);
        Stamp(datagram, Sequence, Sent);
        if (IsFragment)
        {
            BinaryPrimitives.WriteUInt32BigEndian(datagram[32..], Message);
            BinaryPrimitives.WriteUInt32BigEndian(datagram[36..], Offset);
            BinaryPrimitives.WriteUInt32BigEndian(datagram[40..], MessageLength);
            BinaryPrimitives.WriteUInt32BigEndian(datagram[44..], Checksum);
        }
    }

    /// <summary>Writes what is known only when the datagram is handed to the kernel.</summary>
    public static void Stamp(Span<byte> datagram, long sequence, long sent)
    {
        BinaryPrimitives.WriteInt64BigEndian(datagram[16..], sequence);
        BinaryPrimitives.WriteInt64BigEndian(datagram[24..], sent);
    }

    private bool TryReadFragment(ReadOnlySpan<byte> datagram)
    {
        Message = BinaryPrimitives.ReadUInt32BigEndian(datagram[32..]);
        Offset = BinaryPrimitives.ReadUInt32BigEndian(datagram[36..]);
        MessageLength = BinaryPrimitives.ReadUInt32BigEndian(datagram[40..]);
        Checksum = BinaryPrimitives.ReadUInt32BigEndian(datagram[44..]);
        return Type == Tmc1Type.Data && PayloadLength > 0 && (ulong)Offset + PayloadLength <= MessageLength;
    }
}
