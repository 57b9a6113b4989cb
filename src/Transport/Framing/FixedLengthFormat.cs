namespace Sockets.Transport.Framing;

/// <summary>Frames that all have the same length and nothing around them.</summary>
public sealed class FixedLengthFormat : FrameFormat
{
    /// <summary>Makes the format.</summary>
    /// <param name="frameLength">
    /// The length of every frame in bytes; also its <see cref="FrameFormat.MaxFrameLength"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is not positive, or above <see cref="Array.MaxLength"/>.
    /// </exception>
    public FixedLengthFormat(int frameLength)
        : base(frameLength)
    {
    }

    /// <summary>The length of every frame in bytes.</summary>
    public int FrameLength => MaxFrameLength;

    /// <inheritdoc/>
    public override int GetEncodedLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        return payloadLength == FrameLength ? FrameLength : int.MaxValue;
    }

    /// <inheritdoc/>
    public override int TryEncode(ReadOnlySpan<byte> payload, Span<byte> destination, out string? error)
    {
        if (payload.Length != FrameLength)
        {
            error = $"A payload of {payload.Length} bytes is not a frame: every frame has {FrameLength} bytes. " +
                "Pad or split it.";
            return -1;
        }

        error = null;
        RequireRoom(payload.Length, destination);
        payload.CopyTo(destination);
        return payload.Length;
    }

    internal override FrameDecodeStatus TryDecode(
        ReadOnlySpan<byte> input, ref int examined, out Frame frame, out FrameError? error)
    {
        error = null;
        if (input.Length < FrameLength)
        {
            frame = default;
            return FrameDecodeStatus.NeedMore;
        }

        frame = new Frame(0, FrameLength, FrameLength);
        return FrameDecodeStatus.Frame;
    }

    internal override FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame, out FrameError? error)
    {
        frame = default;
        error = FrameError.Truncated(rest.Length, FrameLength);
        return FrameDecodeStatus.Invalid;
    }
}
