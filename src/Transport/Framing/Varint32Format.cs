using Sockets.Transport.Framing.Internal;

namespace Sockets.Transport.Framing;

/// <summary>
/// A length of 1 to 5 bytes in front of the payload, seven bits in each, least significant first, the top bit set in
/// all but the last: the base-128 varint that Protocol Buffers puts before delimited messages.
/// </summary>
/// <remarks>
/// The shortest prefix is written. A longer one than needed (80 00 for 0) is understood, as Protocol Buffers does; one
/// of more than 5 bytes or more than 32 bits is refused.
/// </remarks>
public sealed class Varint32Format : FrameFormat
{
    /// <summary>32 bits in groups of seven.</summary>
    private const int LongestPrefix = 5;

    /// <summary>Makes the format.</summary>
    /// <param name="maxFrameLength">The longest frame in bytes, its length prefix included. Default 64 KiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is not positive, or above <see cref="Array.MaxLength"/>.
    /// </exception>
    public Varint32Format(int maxFrameLength = DefaultMaxFrameLength)
        : base(maxFrameLength)
    {
    }

    /// <inheritdoc/>
    public override int GetEncodedLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        return AddLength(payloadLength, PrefixLength((uint)payloadLength));
    }

    /// <inheritdoc/>
    public override int TryEncode(ReadOnlySpan<byte> payload, Span<byte> destination, out string? error)
    {
        int prefix = PrefixLength((uint)payload.Length);
        int total = AddLength(payload.Length, prefix);
        if (total > MaxFrameLength)
        {
            error = TooLongToEncode(payload.Length, (long)payload.Length + prefix);
            return -1;
        }

        error = null;
        RequireRoom(total, destination);
        payload.CopyTo(destination[prefix..]);
        uint left = (uint)payload.Length;
        for (int i = 0; i < prefix - 1; i++)
        {
            destination[i] = (byte)(left | 0x80);
            left >>= 7;
        }

        destination[prefix - 1] = (byte)left;
        return total;
    }

    internal override FrameDecodeStatus TryDecode(
        ReadOnlySpan<byte> input, ref int examined, out Frame frame, out FrameError? error)
    {
        int prefix = ReadPrefix(input, out uint length);
        long total = prefix + (long)length;
        if (prefix <= 0 || total > MaxFrameLength)
        {
            frame = default;
            error = prefix == 0 ? null : Refuse(input, prefix, total);
            return prefix == 0 ? FrameDecodeStatus.NeedMore : FrameDecodeStatus.Invalid;
        }

        error = null;
        if (input.Length < total)
        {
            frame = default;
            return FrameDecodeStatus.NeedMore;
        }

        frame = new Frame(prefix, (int)length, (int)total);
        return FrameDecodeStatus.Frame;
    }

    internal override FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame, out FrameError? error)
    {
        frame = default;
        int prefix = ReadPrefix(rest, out uint length);
        error = prefix == 0
            ? FrameError.Truncated(
                $"The stream ended inside a frame's length prefix: {rest.Length} bytes of it arrived.")
            : FrameError.Truncated(rest.Length, prefix + (long)length);
        return FrameDecodeStatus.Invalid;
    }

    private static int PrefixLength(uint length) => length switch
    {
        < 1u << 7 => 1,
        < 1u << 14 => 2,
        < 1u << 21 => 3,
        < 1u << 28 => 4,
        _ => LongestPrefix,
    };

    /// <summary>Reads the prefix: its length in bytes, 0 when it is not all there, -1 when it is none.</summary>
    private static int ReadPrefix(ReadOnlySpan<byte> input, out uint length)
    {
        if (!input.IsEmpty && input[0] < 0x80)
        {
            length = input[0];
            return 1;
        }

        length = 0;
        for (int i = 0; i < input.Length; i++)
        {
            uint part = input[i];
            if (i == LongestPrefix - 1 && part > 0x0F)
            {
                return -1;
            }

            length |= (part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return i + 1;
            }
        }

        return 0;
    }

    private FrameError Refuse(ReadOnlySpan<byte> input, int prefix, long total)
    {
        if (prefix > 0)
        {
            return FrameError.TooLarge(
                $"A frame of {total} bytes was announced (varint {ByteText.Hex(input[..prefix])} = " +
                $"{total - prefix}), the limit is {MaxFrameLength} bytes.{Lookalike.Hint(input)}");
        }

        string fault = input[LongestPrefix - 1] < 0x80 ? "has more than 32 bits" : "goes on after 5 bytes";
        return FrameError.Violation(
            $"The length prefix {ByteText.Hex(input[..LongestPrefix])} {fault}: it is no varint32." +
            Lookalike.Hint(input));
    }
}
