using Sockets.Transport.Framing;

namespace Sockets.Transport.Tests.Framing;

/// <summary>One format as the contract's tests see it.</summary>
/// <param name="Make">Makes the format for a longest frame.</param>
internal sealed record FormatCase(Func<int, FrameFormat> Make)
{
    private static readonly Dictionary<string, FormatCase> s_all = new()
    {
        ["UInt8"] = new(FrameFormats.UInt8),
        ["UInt16BigEndian"] = new(FrameFormats.UInt16BigEndian),
        ["UInt16LittleEndian"] = new(FrameFormats.UInt16LittleEndian),
        ["UInt24BigEndian"] = new(FrameFormats.UInt24BigEndian),
        ["UInt24LittleEndian"] = new(FrameFormats.UInt24LittleEndian),
        ["UInt32BigEndian"] = new(FrameFormats.UInt32BigEndian),
        ["UInt32LittleEndian"] = new(FrameFormats.UInt32LittleEndian),
        ["UInt64BigEndian"] = new(FrameFormats.UInt64BigEndian),
        ["UInt64LittleEndian"] = new(FrameFormats.UInt64LittleEndian),
        ["UInt16BigEndianIncludingHeader"] = new(FrameFormats.UInt16BigEndianIncludingHeader),
        ["UInt16LittleEndianIncludingHeader"] = new(FrameFormats.UInt16LittleEndianIncludingHeader),
        ["UInt32BigEndianIncludingHeader"] = new(FrameFormats.UInt32BigEndianIncludingHeader),
        ["UInt32LittleEndianIncludingHeader"] = new(FrameFormats.UInt32LittleEndianIncludingHeader),
        ["header delivered"] = new(max => new LengthFieldFormat(4, ByteOrder.BigEndian, max, initialBytesToStrip: 0)),
        ["length field cut in two"] = new(max => new LengthFieldFormat(4, ByteOrder.BigEndian, max, initialBytesToStrip: 2)),
        ["length field in the middle"] = new(max => new LengthFieldFormat(2, ByteOrder.LittleEndian, max, 3, 2, 1)),
        ["more than the header stripped"] = new(max => new LengthFieldFormat(2, ByteOrder.BigEndian, max, 1, 0, 5)),
        ["Varint32"] = new(max => FrameFormats.Varint32(max)),
        ["Line"] = new(max => FrameFormats.Line(max)) { IsExact = false },
        ["Line, unterminated delivered"] = new(max => FrameFormats.Line(max, UnterminatedLine.Deliver))
        {
            IsExact = false,
            EndsAnywhere = true,
        },
        ["Delimiter of one byte"] = new(max => FrameFormats.Delimiter("|"u8, max)),
        ["Delimiter CR LF"] = new(max => FrameFormats.Delimiter("\r\n"u8, max)),
        ["Delimiter that overlaps itself"] = new(max => FrameFormats.Delimiter("--|--"u8, max)),
        ["FixedLength"] = new(max => FrameFormats.FixedLength(Math.Min(max, 8))) { HasLimit = false },
        ["Raw"] = new(FrameFormats.Raw) { HasLimit = false, HasFrames = false, EndsAnywhere = true },
    };

    public static TheoryData<string> Names => [.. s_all.Keys];

    public static TheoryData<string> FramedNames => [.. s_all.Where(one => one.Value.HasFrames).Select(one => one.Key)];

    public static TheoryData<string> LimitedNames => [.. s_all.Where(one => one.Value.HasLimit).Select(one => one.Key)];

    /// <summary>Whether payloads come out in the pieces they went in.</summary>
    public bool HasFrames { get; private init; } = true;

    /// <summary>Whether the maximum refuses some payloads that a larger maximum would accept.</summary>
    public bool HasLimit { get; private init; } = true;

    /// <summary>Whether the end of the stream ends a frame.</summary>
    public bool EndsAnywhere { get; private init; }

    /// <summary>Whether the room asked for is what every frame takes.</summary>
    public bool IsExact { get; private init; } = true;

    public static FormatCase Named(string name) => s_all[name];

    /// <summary>
    /// Payloads of several lengths as the decoder delivers them: letters, but for a length field that lies in the payload.
    /// </summary>
    public static List<byte[]> Payloads(FrameFormat format)
    {
        List<byte[]> payloads = [];
        foreach (int length in (int[])[0, 1, 2, 3, 4, 5, 8, 20, 100])
        {
            byte[] block = new byte[length + 16];
            int written = format.TryEncode(Letters(length), block, out _);
            if (written > 0)
            {
                Reception decoded = Reception.Whole(format, block[..written]);
                Assert.Null(decoded.Error);
                payloads.Add(Assert.Single(decoded.Payloads));
            }
        }

        Assert.NotEmpty(payloads);
        return payloads;
    }

    public static byte[] Letters(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)('a' + (i % 26)))];

    public static byte[] Encode(FrameFormat format, byte[] payload)
    {
        byte[] block = new byte[format.GetEncodedLength(payload.Length)];
        int written = format.TryEncode(payload, block, out string? error);
        Assert.Null(error);
        return block[..written];
    }

    public static byte[] EncodeAll(FrameFormat format, IEnumerable<byte[]> payloads) =>
        [.. payloads.SelectMany(payload => Encode(format, payload))];
}
