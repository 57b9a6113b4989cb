using Sockets.Transport.Framing;

namespace Sockets.Tools.Endpoints;

/// <summary>Makes the library's format for a framing.</summary>
internal static class FrameFormatFactory
{
    /// <summary>Makes a format.</summary>
    /// <param name="framing">The framing.</param>
    /// <param name="maxFrame">The longest frame; null for the library's default.</param>
    public static FrameFormat Create(Framing framing, int? maxFrame)
    {
        int longest = maxFrame ?? FrameFormat.DefaultMaxFrameLength;
        try
        {
            return framing.Kind switch
            {
                FramingKind.Length => new LengthFieldFormat(
                    framing.LengthBytes, framing.IsLittleEndian ? ByteOrder.LittleEndian : ByteOrder.BigEndian, longest),
                FramingKind.Varint => FrameFormats.Varint32(longest),

                // Files and programs that do not end their last line are ordinary at a command line.
                FramingKind.Line => FrameFormats.Line(longest, UnterminatedLine.Deliver),
                FramingKind.Delimiter => FrameFormats.Delimiter(framing.Delimiter.Span, longest),
                FramingKind.Fixed => FrameFormats.FixedLength(framing.FixedLength),
                _ => FrameFormats.Raw(longest),
            };
        }
        catch (ArgumentException)
        {
            throw ToolException.Usage($"key 'maxframe': {longest} bytes are too few for framing={framing.Text}", "allow more");
        }
    }

    /// <summary>The longest payload that is a frame of this format.</summary>
    public static int LongestPayload(Framing framing, FrameFormat format)
    {
        if (framing.Kind is FramingKind.Fixed or FramingKind.Line)
        {
            // A line's end is one byte, although room for two is asked for.
            return framing.Kind == FramingKind.Fixed ? framing.FixedLength : format.MaxFrameLength - 1;
        }

        // A field of four or eight bytes is never the limit: maxframe is an int.
        int shortest = 0;
        int longest = framing.LengthBytes is 1 or 2 or 3 ? (1 << (8 * framing.LengthBytes)) - 1 : format.MaxFrameLength;
        longest = Math.Min(longest, format.MaxFrameLength);

        // The header's length depends on the payload's, so the limit is searched.
        while (shortest < longest)
        {
            int middle = shortest + ((longest - shortest + 1) / 2);
            if (format.GetEncodedLength(middle) <= format.MaxFrameLength)
            {
                shortest = middle;
            }
            else
            {
                longest = middle - 1;
            }
        }

        return shortest;
    }
}
