using Sockets.Transport.Framing.Internal;

namespace Sockets.Transport.Framing;

/// <content>The sentences: what arrived, what the limit is, and what it looks like. No good frame comes here.</content>
public sealed partial class LengthFieldFormat
{
    private FrameError Refuse(ReadOnlySpan<byte> input, ulong value)
    {
        Int128 length = (Int128)value + _added;
        string arrived = $"A frame of {length} bytes was announced ({Describe(input, value)})";
        string hint = Lookalike.Hint(input) is { Length: > 0 } likeness ? likeness : HintAtByteOrder(input);
        if (length > MaxFrameLength)
        {
            return FrameError.TooLarge($"{arrived}, the limit is {MaxFrameLength} bytes.{hint}");
        }

        return FrameError.Violation(length < _headerLength
            ? $"{arrived}, shorter than its header of {_headerLength} bytes.{hint}"
            : $"{arrived}, shorter than the {InitialBytesToStrip} bytes to strip from it.{hint}");
    }

    private string Describe(ReadOnlySpan<byte> input, ulong value)
    {
        string field = $"length field {ByteText.Hex(input.Slice(LengthFieldOffset, LengthFieldLength))} = {value}";
        return LengthAdjustment == 0 ? field : $"{field}, adjusted by {LengthAdjustment}";
    }

    /// <summary>A peer with the other byte order announces lengths that make sense when read its way.</summary>
    private string HintAtByteOrder(ReadOnlySpan<byte> input)
    {
        Span<byte> reversed = stackalloc byte[LengthFieldLength];
        input.Slice(LengthFieldOffset, LengthFieldLength).CopyTo(reversed);
        reversed.Reverse();
        ulong value = Read(reversed);
        return value - _least <= _span
            ? $" In the other byte order it would be a frame of {(long)value + _added} bytes."
            : "";
    }

    private string WhyNotEncoded(int payloadLength, long length)
    {
        if (length > MaxFrameLength)
        {
            return TooLongToEncode(payloadLength, length);
        }

        if (length < _headerLength)
        {
            return $"A payload of {payloadLength} bytes is too short: with {InitialBytesToStrip} bytes stripped it " +
                $"still begins with the frame's header, which ends at {_headerLength} bytes.";
        }

        long value = length - _added;
        return value < 0
            ? $"A payload of {payloadLength} bytes is too short: adjusted by {LengthAdjustment} " +
                $"its length would be {value}."
            : $"A payload of {payloadLength} bytes takes a length of {value}, and a length field of " +
                $"{LengthFieldLength} bytes holds at most {GreatestValue}.";
    }
}
