using Sockets.Transport.Framing.Internal;

namespace Sockets.Transport.Framing;

/// <summary>
/// Frames that end with a fixed byte string. The payload is what stands before its first occurrence and cannot hold it.
/// </summary>
/// <remarks>
/// Every position is tried once, however the bytes arrive; a position costs at most the delimiter's length.
/// </remarks>
public sealed class DelimiterFormat : FrameFormat
{
    private readonly byte[] _delimiter;

    /// <summary>
    /// How many bytes of the delimiter's beginning at a payload's end would let it be found too early, the most first.
    /// Empty unless the delimiter ends with its own beginning, as AA AA or 0D 0A 0D do.
    /// </summary>
    private readonly int[] _earlyEnds;

    /// <summary>Makes the format.</summary>
    /// <param name="delimiter">The byte string; copied.</param>
    /// <param name="maxFrameLength">The longest frame in bytes, its delimiter included. Default 64 KiB.</param>
    /// <exception cref="ArgumentException">The delimiter is empty or longer than the longest frame.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is not positive, or above <see cref="Array.MaxLength"/>.
    /// </exception>
    public DelimiterFormat(ReadOnlySpan<byte> delimiter, int maxFrameLength = DefaultMaxFrameLength)
        : base(maxFrameLength)
    {
        if (delimiter.IsEmpty || delimiter.Length > maxFrameLength)
        {
            throw new ArgumentException(
                $"A delimiter has from 1 to {maxFrameLength} bytes (the longest frame); this one has {delimiter.Length}.",
                nameof(delimiter));
        }

        _delimiter = delimiter.ToArray();
        _earlyEnds = FindEarlyEnds(_delimiter);
    }

    /// <summary>The byte string that ends a frame.</summary>
    public ReadOnlyMemory<byte> Delimiter => _delimiter;

    /// <inheritdoc/>
    public override int GetEncodedLength(int payloadLength) => AddLength(payloadLength, _delimiter.Length);

    /// <inheritdoc/>
    public override int TryEncode(ReadOnlySpan<byte> payload, Span<byte> destination, out string? error)
    {
        int total = AddLength(payload.Length, _delimiter.Length);
        if (total > MaxFrameLength)
        {
            error = TooLongToEncode(payload.Length, (long)payload.Length + _delimiter.Length);
            return -1;
        }

        int early = FindDelimiter(payload);
        if (early >= 0)
        {
            error = $"The payload would end at offset {early}: the delimiter {ByteText.Hex(_delimiter)} begins there. " +
                "Escape it, or use a format with a length field.";
            return -1;
        }

        error = null;
        RequireRoom(total, destination);
        payload.CopyTo(destination);
        _delimiter.CopyTo(destination[payload.Length..]);
        return total;
    }

    internal override FrameDecodeStatus TryDecode(
        ReadOnlySpan<byte> input, ref int examined, out Frame frame, out FrameError? error)
    {
        error = null;
        int end = Math.Min(input.Length, MaxFrameLength);
        int found = input[examined..end].IndexOf(_delimiter);
        if (found >= 0)
        {
            int payloadLength = examined + found;
            frame = new Frame(0, payloadLength, payloadLength + _delimiter.Length);
            return FrameDecodeStatus.Frame;
        }

        // A delimiter may have begun in the last bytes; every position before them is done with.
        frame = default;
        examined = Math.Max(examined, end - _delimiter.Length + 1);
        if (end < MaxFrameLength)
        {
            return FrameDecodeStatus.NeedMore;
        }

        error = FrameError.TooLarge(
            $"{end} bytes arrived without the delimiter {ByteText.Hex(_delimiter)}, " +
            $"the limit is {MaxFrameLength} bytes.{Lookalike.Hint(input)}");
        return FrameDecodeStatus.Invalid;
    }

    internal override FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame, out FrameError? error)
    {
        frame = default;
        error = FrameError.Truncated(
            $"The stream ended inside a frame: {rest.Length} bytes of it arrived, " +
            $"its delimiter {ByteText.Hex(_delimiter)} did not.");
        return FrameDecodeStatus.Invalid;
    }

    private static int[] FindEarlyEnds(ReadOnlySpan<byte> delimiter)
    {
        List<int> lengths = [];
        for (int length = delimiter.Length - 1; length > 0; length--)
        {
            if (delimiter.StartsWith(delimiter[length..]))
            {
                lengths.Add(length);
            }
        }

        return [.. lengths];
    }

    /// <summary>Where a decoder would find the delimiter before the payload's end, or -1.</summary>
    private int FindDelimiter(ReadOnlySpan<byte> payload)
    {
        int found = payload.IndexOf(_delimiter);
        if (found >= 0)
        {
            return found;
        }

        foreach (int length in _earlyEnds)
        {
            if (payload.EndsWith(_delimiter.AsSpan(0, length)))
            {
                return payload.Length - length;
            }
        }

        return -1;
    }
}
