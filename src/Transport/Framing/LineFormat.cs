using Sockets.Transport.Framing.Internal;

namespace Sockets.Transport.Framing;

/// <summary>
/// Lines: a frame ends with a line feed, and a carriage return in front of it belongs to the line's end. The payload
/// is the line without its end. Lines are written with a line feed alone; for peers that insist on both bytes use
/// <see cref="DelimiterFormat"/> with 0D 0A.
/// </summary>
/// <remarks>
/// A payload that itself ends in a carriage return is written with CR LF behind it, so that it comes back unchanged;
/// <see cref="GetEncodedLength"/> always leaves room for that, one byte more than most lines take.
/// </remarks>
public sealed class LineFormat : FrameFormat
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    /// <summary>Makes the format.</summary>
    /// <param name="maxFrameLength">The longest line in bytes, its end included. Default 64 KiB.</param>
    /// <param name="unterminatedLine">What becomes of a last line without a line feed. Default: it is an error.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is not positive, or above <see cref="Array.MaxLength"/>, or the choice is none of the enumeration.
    /// </exception>
    public LineFormat(
        int maxFrameLength = DefaultMaxFrameLength, UnterminatedLine unterminatedLine = UnterminatedLine.Reject)
        : base(maxFrameLength)
    {
        if (!Enum.IsDefined(unterminatedLine))
        {
            throw new ArgumentOutOfRangeException(nameof(unterminatedLine), unterminatedLine, message: null);
        }

        UnterminatedLine = unterminatedLine;
    }

    /// <summary>What becomes of a last line without a line feed.</summary>
    public UnterminatedLine UnterminatedLine { get; }

    /// <inheritdoc/>
    public override int GetEncodedLength(int payloadLength) => AddLength(payloadLength, added: 2);

    /// <inheritdoc/>
    public override int TryEncode(ReadOnlySpan<byte> payload, Span<byte> destination, out string? error)
    {
        bool guarded = !payload.IsEmpty && payload[^1] == CarriageReturn;
        long total = (long)payload.Length + (guarded ? 2 : 1);
        if (total > MaxFrameLength)
        {
            error = TooLongToEncode(payload.Length, total);
            return -1;
        }

        int lineFeed = payload.IndexOf(LineFeed);
        if (lineFeed >= 0)
        {
            error = $"The payload holds a line feed at offset {lineFeed} and would arrive as several lines. " +
                "Send it line by line.";
            return -1;
        }

        error = null;
        RequireRoom((int)total, destination);
        payload.CopyTo(destination);
        if (guarded)
        {
            destination[payload.Length] = CarriageReturn;
        }

        destination[(int)total - 1] = LineFeed;
        return (int)total;
    }

    /// <summary>Only lines that end in a carriage return need the second byte of their room.</summary>
    internal override bool Admits(int payloadLength) => payloadLength < MaxFrameLength;

    internal override FrameDecodeStatus TryDecode(
        ReadOnlySpan<byte> input, ref int examined, out Frame frame, out FrameError? error)
    {
        error = null;
        int end = Math.Min(input.Length, MaxFrameLength);
        int found = input[examined..end].IndexOf(LineFeed);
        if (found >= 0)
        {
            int lineFeed = examined + found;
            frame = new Frame(0, WithoutCarriageReturn(input[..lineFeed]), lineFeed + 1);
            return FrameDecodeStatus.Frame;
        }

        frame = default;
        examined = end;
        if (end < MaxFrameLength)
        {
            return FrameDecodeStatus.NeedMore;
        }

        error = FrameError.TooLarge(
            $"{end} bytes arrived without a line feed, the limit is {MaxFrameLength} bytes.{Lookalike.Hint(input)}");
        return FrameDecodeStatus.Invalid;
    }

    internal override FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame, out FrameError? error)
    {
        if (UnterminatedLine == UnterminatedLine.Deliver)
        {
            frame = new Frame(0, WithoutCarriageReturn(rest), rest.Length);
            error = null;
            return FrameDecodeStatus.Frame;
        }

        frame = default;
        error = FrameError.Truncated(
            $"The stream ended inside a line: {rest.Length} bytes of it arrived, its line feed did not.");
        return FrameDecodeStatus.Invalid;
    }

    private static int WithoutCarriageReturn(ReadOnlySpan<byte> line) =>
        !line.IsEmpty && line[^1] == CarriageReturn ? line.Length - 1 : line.Length;
}
