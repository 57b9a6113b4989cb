namespace Sockets.Transport.Framing;

/// <summary>
/// How frames are told apart in a stream of bytes. A format is immutable and shared; what one connection has
/// already examined is kept by its <see cref="FrameDecoder"/>. No format does I/O or allocates per frame.
/// </summary>
public abstract class FrameFormat
{
    /// <summary>The default of <see cref="MaxFrameLength"/>: 64 KiB.</summary>
    public const int DefaultMaxFrameLength = 64 * 1024;

    private protected FrameFormat(int maxFrameLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxFrameLength);
        MaxFrameLength = maxFrameLength;
    }

    /// <summary>
    /// The longest frame accepted, in bytes, counted from the frame's first byte to its last: header and delimiter
    /// included. A longer announcement is refused as soon as it is read, before its payload is buffered.
    /// </summary>
    public int MaxFrameLength { get; }

    /// <summary>How many bytes <see cref="TryEncode"/> writes for a payload of this length.</summary>
    /// <param name="payloadLength">The payload's length in bytes, as the decoder would deliver it.</param>
    public abstract int GetEncodedLength(int payloadLength);

    /// <summary>Writes a whole frame. What is written decodes to the same payload.</summary>
    /// <param name="payload">The payload, as the decoder would deliver it; borrowed for the call.</param>
    /// <param name="destination">Room for at least <see cref="GetEncodedLength"/> bytes.</param>
    /// <param name="error">Why the payload cannot be a frame of this format, and what to do; null when it could.</param>
    /// <returns>The bytes written, or -1 when the payload cannot be a frame of this format: nothing was written then.</returns>
    public abstract int TryEncode(ReadOnlySpan<byte> payload, Span<byte> destination, out string? error);

    /// <summary>Looks for one frame at the front of <paramref name="input"/>.</summary>
    /// <param name="input">Everything received and not yet consumed, from the first byte of a frame on.</param>
    /// <param name="examined">
    /// How many of these bytes an earlier call already searched without finding the frame's end; a decoder that
    /// searches sets it, so that no byte is searched twice. 0 for a new frame.
    /// </param>
    /// <param name="frame">The frame, when there is one.</param>
    /// <param name="error">What is wrong, when the status is <see cref="FrameDecodeStatus.Invalid"/>.</param>
    internal abstract FrameDecodeStatus TryDecode(
        ReadOnlySpan<byte> input, ref int examined, out Frame frame, out FrameError? error);

    /// <summary>Judges the bytes left over when the stream ended.</summary>
    /// <param name="rest">What was received after the last whole frame; not empty.</param>
    /// <param name="frame">The rest as a frame, where the format allows that.</param>
    /// <param name="error">How many bytes of how many arrived, where it does not.</param>
    internal abstract FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame, out FrameError? error);
}
