using System.Buffers.Binary;

namespace Sockets.Transport.ZeroMq.Internal.Wire;

/// <summary>
/// What stands before a frame's body.
/// <code>
/// short: flags(1) size(1)           a body of up to 255 octets
/// long:  flags|02 size(8)           any; big-endian
/// </code>
/// </summary>
/// <param name="Flags">As they stand there, unknown bits included.</param>
/// <param name="Size">The header's own length: 2 or 9.</param>
/// <param name="BodyLength">The body's length.</param>
internal readonly record struct FrameHeader(FrameFlags Flags, int Size, int BodyLength)
{
    public const int ShortSize = 2;
    public const int LongSize = 9;
    public const int LongestShortBody = byte.MaxValue;

    public int TotalLength => Size + BodyLength;

    public bool HasMore => (Flags & FrameFlags.More) != FrameFlags.None;

    public bool IsCommand => (Flags & FrameFlags.Command) != FrameFlags.None;

    /// <summary>Whether this side would have written it the same way.</summary>
    public bool IsCanonical => (Flags & ~FrameFlags.Known) == FrameFlags.None && Size == SizeFor(BodyLength);

    /// <summary>The length of the header that a body of this length gets.</summary>
    public static int SizeFor(int bodyLength) => bodyLength <= LongestShortBody ? ShortSize : LongSize;

    /// <summary>The longest body of a frame that takes so many bytes with its header, at least 2.</summary>
    public static int LongestBodyIn(int total) => Math.Max(total - LongSize, Math.Min(total - ShortSize, LongestShortBody));

    /// <summary>Writes the header for a body.</summary>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> destination, FrameFlags flags, int bodyLength)
    {
        if (bodyLength <= LongestShortBody)
        {
            destination[1] = (byte)bodyLength;
            destination[0] = (byte)flags;
            return ShortSize;
        }

        destination[0] = (byte)(flags | FrameFlags.Long);
        BinaryPrimitives.WriteInt64BigEndian(destination[1..], bodyLength);
        return LongSize;
    }

    /// <summary>Reads the header at the front, if it is whole.</summary>
    /// <param name="input">The stream from a frame's first octet on.</param>
    /// <param name="longestBody">The longest body that is accepted.</param>
    /// <param name="header">The header.</param>
    /// <exception cref="ProtocolViolationException">A longer body is announced.</exception>
    public static bool TryRead(ReadOnlySpan<byte> input, int longestBody, out FrameHeader header)
    {
        if (input.Length < ShortSize)
        {
            header = default;
            return false;
        }

        var flags = (FrameFlags)input[0];
        if ((flags & FrameFlags.Long) == FrameFlags.None)
        {
            header = new FrameHeader(flags, ShortSize, input[1]);
        }
        else if (input.Length < LongSize)
        {
            header = default;
            return false;
        }
        else
        {
            ulong length = BinaryPrimitives.ReadUInt64BigEndian(input[1..]);
            if (length > (ulong)longestBody)
            {
                throw TooLarge(length, longestBody);
            }

            header = new FrameHeader(flags, LongSize, (int)length);
        }

        if (header.BodyLength > longestBody)
        {
            throw TooLarge((ulong)header.BodyLength, longestBody);
        }

        return true;
    }

    /// <summary>Reads the header at the front of a frame that this side wrote or has checked.</summary>
    public static FrameHeader Read(ReadOnlySpan<byte> frame)
    {
        var flags = (FrameFlags)frame[0];
        return (flags & FrameFlags.Long) == FrameFlags.None
            ? new FrameHeader(flags, ShortSize, frame[1])
            : new FrameHeader(flags, LongSize, (int)BinaryPrimitives.ReadInt64BigEndian(frame[1..]));
    }

    private static ProtocolViolationException TooLarge(ulong length, int longest) =>
        new($"The peer announces a frame of {length} bytes, the limit is {longest} bytes.", CloseReason.FrameTooLarge);
}
