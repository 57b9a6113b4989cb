namespace Sockets.Transport.Framing;

/// <summary>
/// No frames at all: every run of bytes that arrives is handed over as it is, and boundaries mean nothing. The bytes
/// come out as they went in, but not in the same pieces, and an empty payload leaves no trace.
/// </summary>
public sealed class RawFormat : FrameFormat
{
    /// <summary>Makes the format.</summary>
    /// <param name="maxFrameLength">
    /// The longest run handed over at once, in bytes. Default 64 KiB. Longer payloads may be sent and arrive in pieces.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is not positive, or above <see cref="Array.MaxLength"/>.
    /// </exception>
    public RawFormat(int maxFrameLength = DefaultMaxFrameLength)
        : base(maxFrameLength)
    {
    }

    /// <inheritdoc/>
    public override int GetEncodedLength(int payloadLength) => AddLength(payloadLength, added: 0);

    /// <inheritdoc/>
    public override int TryEncode(ReadOnlySpan<byte> payload, Span<byte> destination, out string? error)
    {
        error = null;
        RequireRoom(payload.Length, destination);
        payload.CopyTo(destination);
        return payload.Length;
    }

    internal override FrameDecodeStatus TryDecode(
        ReadOnlySpan<byte> input, ref int examined, out Frame frame, out FrameError? error)
    {
        error = null;
        int length = Math.Min(input.Length, MaxFrameLength);
        frame = new Frame(0, length, length);
        return length == 0 ? FrameDecodeStatus.NeedMore : FrameDecodeStatus.Frame;
    }

    internal override FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame, out FrameError? error)
    {
        int examined = 0;
        return TryDecode(rest, ref examined, out frame, out error);
    }
}
