using Sockets.Transport.Framing;

namespace Sockets.Micro.Framing;

/// <summary>The formats that are measured, by name, and a stream of equal frames in each.</summary>
internal static class FramedStream
{
    /// <summary>How many frames one stream holds: enough that the loop around them is what is measured.</summary>
    public const int Frames = 1000;

    public static IEnumerable<string> Names =>
        ["UInt16BigEndian", "UInt32BigEndian", "UInt32LittleEndian", "Varint32", "Line", "Delimiter", "FixedLength"];

    public static FrameFormat Format(string name, int payloadLength) => name switch
    {
        "UInt16BigEndian" => FrameFormats.UInt16BigEndian(),
        "UInt32BigEndian" => FrameFormats.UInt32BigEndian(),
        "UInt32LittleEndian" => FrameFormats.UInt32LittleEndian(),
        "Varint32" => FrameFormats.Varint32(),
        "Line" => FrameFormats.Line(),
        "Delimiter" => FrameFormats.Delimiter("\r\n"u8),
        "FixedLength" => FrameFormats.FixedLength(payloadLength),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, message: null),
    };

    /// <summary>Letters, so that no format finds its delimiter in it.</summary>
    public static byte[] Payload(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)('a' + (i % 26)))];

    public static byte[] Of(FrameFormat format, byte[] payload)
    {
        byte[] stream = new byte[Frames * format.GetEncodedLength(payload.Length)];
        int written = 0;
        for (int i = 0; i < Frames; i++)
        {
            written += format.TryEncode(payload, stream.AsSpan(written), out _);
        }

        return stream[..written];
    }
}
