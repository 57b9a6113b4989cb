namespace Sockets.Transport.Framing;

/// <summary>
/// The formats in common use, by name. Each takes the longest frame it accepts, in bytes and with its header or
/// delimiter; the default is <see cref="FrameFormat.DefaultMaxFrameLength"/>. A format may be shared by any number of
/// connections. The length of those without "IncludingHeader" in the name counts the payload alone.
/// </summary>
public static class FrameFormats
{
    private const int Default = FrameFormat.DefaultMaxFrameLength;

    /// <summary>A length of one byte, then the payload of up to 255.</summary>
    public static LengthFieldFormat UInt8(int maxFrameLength = Default) =>
        new(1, ByteOrder.BigEndian, maxFrameLength);

    /// <summary>
    /// A length of two bytes, high byte first: DNS over TCP, and SoupBinTCP with its packet type as first payload byte.
    /// </summary>
    public static LengthFieldFormat UInt16BigEndian(int maxFrameLength = Default) =>
        new(2, ByteOrder.BigEndian, maxFrameLength);

    /// <summary>A length of two bytes, low byte first.</summary>
    public static LengthFieldFormat UInt16LittleEndian(int maxFrameLength = Default) =>
        new(2, ByteOrder.LittleEndian, maxFrameLength);

    /// <summary>A length of three bytes, high byte first.</summary>
    public static LengthFieldFormat UInt24BigEndian(int maxFrameLength = Default) =>
        new(3, ByteOrder.BigEndian, maxFrameLength);

    /// <summary>A length of three bytes, low byte first.</summary>
    public static LengthFieldFormat UInt24LittleEndian(int maxFrameLength = Default) =>
        new(3, ByteOrder.LittleEndian, maxFrameLength);

    /// <summary>A length of four bytes, high byte first.</summary>
    public static LengthFieldFormat UInt32BigEndian(int maxFrameLength = Default) =>
        new(4, ByteOrder.BigEndian, maxFrameLength);

    /// <summary>A length of four bytes, low byte first.</summary>
    public static LengthFieldFormat UInt32LittleEndian(int maxFrameLength = Default) =>
        new(4, ByteOrder.LittleEndian, maxFrameLength);

    /// <summary>A length of eight bytes, high byte first.</summary>
    public static LengthFieldFormat UInt64BigEndian(int maxFrameLength = Default) =>
        new(8, ByteOrder.BigEndian, maxFrameLength);

    /// <summary>A length of eight bytes, low byte first.</summary>
    public static LengthFieldFormat UInt64LittleEndian(int maxFrameLength = Default) =>
        new(8, ByteOrder.LittleEndian, maxFrameLength);

    /// <summary>A length of two bytes, high byte first, that counts itself too.</summary>
    public static LengthFieldFormat UInt16BigEndianIncludingHeader(int maxFrameLength = Default) =>
        LengthFieldFormat.IncludingHeader(2, ByteOrder.BigEndian, maxFrameLength);

    /// <summary>A length of two bytes, low byte first, that counts itself too.</summary>
    public static LengthFieldFormat UInt16LittleEndianIncludingHeader(int maxFrameLength = Default) =>
        LengthFieldFormat.IncludingHeader(2, ByteOrder.LittleEndian, maxFrameLength);

    /// <summary>A length of four bytes, high byte first, that counts itself too.</summary>
    public static LengthFieldFormat UInt32BigEndianIncludingHeader(int maxFrameLength = Default) =>
        LengthFieldFormat.IncludingHeader(4, ByteOrder.BigEndian, maxFrameLength);

    /// <summary>A length of four bytes, low byte first, that counts itself too.</summary>
    public static LengthFieldFormat UInt32LittleEndianIncludingHeader(int maxFrameLength = Default) =>
        LengthFieldFormat.IncludingHeader(4, ByteOrder.LittleEndian, maxFrameLength);

    /// <summary>A varint of up to 32 bits: delimited Protocol Buffers messages.</summary>
    public static Varint32Format Varint32(int maxFrameLength = Default) => new(maxFrameLength);

    /// <summary>Lines, ended by LF or CR LF. A last line without its end is an error unless chosen otherwise.</summary>
    public static LineFormat Line(
        int maxFrameLength = Default, UnterminatedLine unterminatedLine = UnterminatedLine.Reject) =>
        new(maxFrameLength, unterminatedLine);

    /// <summary>Frames that end with this byte string.</summary>
    public static DelimiterFormat Delimiter(ReadOnlySpan<byte> delimiter, int maxFrameLength = Default) =>
        new(delimiter, maxFrameLength);

    /// <summary>Frames of this length, in bytes, with nothing around them.</summary>
    public static FixedLengthFormat FixedLength(int frameLength) => new(frameLength);

    /// <summary>No frames: bytes as they arrive, at most so many at once.</summary>
    public static RawFormat Raw(int maxFrameLength = Default) => new(maxFrameLength);
}
