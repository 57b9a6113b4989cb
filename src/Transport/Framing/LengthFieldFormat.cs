using System.Buffers.Binary;

namespace Sockets.Transport.Framing;

/// <summary>
/// A header with the frame's length in it, described in Netty's words. A frame lies in the stream like this:
/// <code>
/// | LengthFieldOffset bytes | length field | the rest                                    |
/// | header ------------------------------->| value of the length field + LengthAdjustment |
/// | InitialBytesToStrip ------------->| payload ----------------------------------------->|
/// </code>
/// </summary>
/// <remarks>
/// A length that counts the header too is a negative adjustment: <see cref="IncludingHeader"/> makes it. When frames are
/// written, the length field gets the true value, also where it lies in the payload because less than the header is
/// stripped; all other stripped bytes are written as zero.
/// </remarks>
public sealed partial class LengthFieldFormat : FrameFormat
{
    private readonly Field _field;
    private readonly int _headerLength;

    /// <summary>A frame's length is the announced value plus this.</summary>
    private readonly long _added;

    /// <summary>The least value that may be announced.</summary>
    private readonly ulong _least;

    /// <summary>How far above it the greatest is, so that one comparison tests both.</summary>
    private readonly ulong _span;

    /// <summary>Makes the format.</summary>
    /// <param name="lengthFieldLength">
    /// The length of the length field: 1, 2, 3, 4 or 8 bytes, without a sign.
    /// </param>
    /// <param name="byteOrder">Which byte of the length field comes first.</param>
    /// <param name="maxFrameLength">
    /// The longest frame in bytes, counted from its first byte, header included. Default 64 KiB.
    /// </param>
    /// <param name="lengthFieldOffset">How many bytes of the frame stand before the length field. Default 0.</param>
    /// <param name="lengthAdjustment">
    /// What to add to the length field's value to get the number of bytes that follow it. Default 0: the value counts
    /// exactly what follows. Negative when it counts bytes before that too, positive when it does not count all of it.
    /// </param>
    /// <param name="initialBytesToStrip">
    /// How many bytes at the frame's front are not delivered. Default null: the header, which ends with the length
    /// field. (Netty's default is 0, which delivers the header as well.)
    /// </param>
    /// <exception cref="ArgumentException">
    /// A value is out of its range, or no frame at all can agree with all of them.
    /// </exception>
    public LengthFieldFormat(
        int lengthFieldLength,
        ByteOrder byteOrder,
        int maxFrameLength = DefaultMaxFrameLength,
        int lengthFieldOffset = 0,
        int lengthAdjustment = 0,
        int? initialBytesToStrip = null)
        : base(maxFrameLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthFieldOffset);
        ArgumentOutOfRangeException.ThrowIfNegative(initialBytesToStrip ?? 0, nameof(initialBytesToStrip));
        _field = FieldOf(lengthFieldLength, byteOrder);
        LengthFieldLength = lengthFieldLength;
        ByteOrder = byteOrder;
        LengthFieldOffset = lengthFieldOffset;
        LengthAdjustment = lengthAdjustment;
        long headerLength = (long)lengthFieldOffset + lengthFieldLength;
        long shortest = Math.Max(headerLength, initialBytesToStrip ?? 0);
        _added = headerLength + lengthAdjustment;
        Int128 least = Math.Max(0, shortest - _added);
        Int128 most = Int128.Min(GreatestValue, maxFrameLength - _added);
        if (shortest > maxFrameLength || least > most)
        {
            throw new ArgumentException(
                $"No frame is possible: the shortest one has {shortest} bytes and announces {least}, but the limit of " +
                $"{maxFrameLength} bytes and a length field of {lengthFieldLength} bytes allow at most {most}.");
        }

        _headerLength = (int)headerLength;
        _least = (ulong)least;
        _span = (ulong)(most - least);
        InitialBytesToStrip = initialBytesToStrip ?? _headerLength;
    }

    /// <summary>The length field's forms; the values are dense so that choosing one is a single jump.</summary>
    private enum Field : byte
    {
        UInt8,
        UInt16Big,
        UInt16Little,
        UInt24Big,
        UInt24Little,
        UInt32Big,
        UInt32Little,
        UInt64Big,
        UInt64Little,
    }

    /// <summary>The length of the length field in bytes: 1, 2, 3, 4 or 8.</summary>
    public int LengthFieldLength { get; }

    /// <summary>Which byte of the length field comes first.</summary>
    public ByteOrder ByteOrder { get; }

    /// <summary>How many bytes of the frame stand before the length field.</summary>
    public int LengthFieldOffset { get; }

    /// <summary>What is added to the length field's value to get the number of bytes that follow it.</summary>
    public int LengthAdjustment { get; }

    /// <summary>How many bytes at the frame's front are not delivered.</summary>
    public int InitialBytesToStrip { get; }

    /// <summary>The greatest value the length field can hold.</summary>
    private ulong GreatestValue => ulong.MaxValue >> (64 - (8 * LengthFieldLength));

    /// <summary>A format whose length field counts the whole frame, from its first byte: header and payload.</summary>
    /// <param name="lengthFieldLength">The length of the length field: 1, 2, 3, 4 or 8 bytes.</param>
    /// <param name="byteOrder">Which byte of the length field comes first.</param>
    /// <param name="maxFrameLength">The longest frame in bytes, header included. Default 64 KiB.</param>
    /// <param name="lengthFieldOffset">How many bytes of the frame stand before the length field. Default 0.</param>
    /// <param name="initialBytesToStrip">
    /// How many bytes at the frame's front are not delivered. Default null: the header.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A value is out of its range, or no frame at all can agree with all of them.
    /// </exception>
    public static LengthFieldFormat IncludingHeader(
        int lengthFieldLength,
        ByteOrder byteOrder,
        int maxFrameLength = DefaultMaxFrameLength,
        int lengthFieldOffset = 0,
        int? initialBytesToStrip = null) =>
        new(
            lengthFieldLength,
            byteOrder,
            maxFrameLength,
            lengthFieldOffset,
            -(lengthFieldOffset + lengthFieldLength),
            initialBytesToStrip);

    /// <inheritdoc/>
    public override int GetEncodedLength(int payloadLength) => AddLength(payloadLength, InitialBytesToStrip);

    /// <inheritdoc/>
    public override int TryEncode(ReadOnlySpan<byte> payload, Span<byte> destination, out string? error)
    {
        int strip = InitialBytesToStrip;
        long length = (long)payload.Length + strip;
        ulong value = (ulong)(length - _added);
        if (value - _least > _span)
        {
            error = WhyNotEncoded(payload.Length, length);
            return -1;
        }

        error = null;
        RequireRoom((int)length, destination);
        payload.CopyTo(destination[strip..]);
        if (strip != LengthFieldLength || LengthFieldOffset != 0)
        {
            destination[..strip].Clear();
        }

        Write(destination[LengthFieldOffset..], value);
        return (int)length;
    }

    internal override FrameDecodeStatus TryDecode(
        ReadOnlySpan<byte> input, ref int examined, out Frame frame, out FrameError? error)
    {
        error = null;
        frame = default;
        if (input.Length < _headerLength)
        {
            return FrameDecodeStatus.NeedMore;
        }

        ulong value = Read(input[LengthFieldOffset..]);
        if (value - _least > _span)
        {
            error = Refuse(input, value);
            return FrameDecodeStatus.Invalid;
        }

        int length = (int)((long)value + _added);
        if (input.Length < length)
        {
            return FrameDecodeStatus.NeedMore;
        }

        frame = new Frame(InitialBytesToStrip, length - InitialBytesToStrip, length);
        return FrameDecodeStatus.Frame;
    }

    internal override FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame, out FrameError? error)
    {
        frame = default;
        error = rest.Length < _headerLength
            ? FrameError.Truncated(
                $"The stream ended inside a frame's header: {rest.Length} of {_headerLength} bytes arrived.")
            : FrameError.Truncated(rest.Length, (long)Read(rest[LengthFieldOffset..]) + _added);
        return FrameDecodeStatus.Invalid;
    }

    private static Field FieldOf(int length, ByteOrder order) => (length, order) switch
    {
        (1, ByteOrder.BigEndian or ByteOrder.LittleEndian) => Field.UInt8,
        (2, ByteOrder.BigEndian) => Field.UInt16Big,
        (2, ByteOrder.LittleEndian) => Field.UInt16Little,
        (3, ByteOrder.BigEndian) => Field.UInt24Big,
        (3, ByteOrder.LittleEndian) => Field.UInt24Little,
        (4, ByteOrder.BigEndian) => Field.UInt32Big,
        (4, ByteOrder.LittleEndian) => Field.UInt32Little,
        (8, ByteOrder.BigEndian) => Field.UInt64Big,
        (8, ByteOrder.LittleEndian) => Field.UInt64Little,
        _ => throw new ArgumentException(
            $"A length field has 1, 2, 3, 4 or 8 bytes, in big-endian or little-endian order; not {length}, {order}."),
    };

    private ulong Read(ReadOnlySpan<byte> field) => _field switch
    {
        Field.UInt8 => field[0],
        Field.UInt16Big => BinaryPrimitives.ReadUInt16BigEndian(field),
        Field.UInt16Little => BinaryPrimitives.ReadUInt16LittleEndian(field),
        Field.UInt24Big => ((uint)field[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(field[1..]),
        Field.UInt24Little => BinaryPrimitives.ReadUInt16LittleEndian(field) | ((uint)field[2] << 16),
        Field.UInt32Big => BinaryPrimitives.ReadUInt32BigEndian(field),
        Field.UInt32Little => BinaryPrimitives.ReadUInt32LittleEndian(field),
        Field.UInt64Big => BinaryPrimitives.ReadUInt64BigEndian(field),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(field),
    };

    private void Write(Span<byte> field, ulong value)
    {
        switch (_field)
        {
            case Field.UInt8:
                field[0] = (byte)value;
                break;
            case Field.UInt16Big:
                BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)value);
                break;
            case Field.UInt16Little:
                BinaryPrimitives.WriteUInt16LittleEndian(field, (ushort)value);
                break;
            case Field.UInt24Big:
                field[0] = (byte)(value >> 16);
                BinaryPrimitives.WriteUInt16BigEndian(field[1..], (ushort)value);
                break;
            case Field.UInt24Little:
                BinaryPrimitives.WriteUInt16LittleEndian(field, (ushort)value);
                field[2] = (byte)(value >> 16);
                break;
            case Field.UInt32Big:
                BinaryPrimitives.WriteUInt32BigEndian(field, (uint)value);
                break;
            case Field.UInt32Little:
                BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)value);
                break;
            case Field.UInt64Big:
                BinaryPrimitives.WriteUInt64BigEndian(field, value);
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(field, value);
                break;
        }
    }
}
