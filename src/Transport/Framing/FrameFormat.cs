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
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxFrameLength, Array.MaxLength);
        MaxFrameLength = maxFrameLength;
    }

    /// <summary>
    /// The longest frame accepted, in bytes, counted from the frame's first byte to its last: header and delimiter
    /// included. A longer announcement is refused as soon as it is read, before its payload is buffered; a run without
    /// a delimiter is refused as soon as it is this long. At most <see cref="Array.MaxLength"/>: a frame lies in one
    /// span.
    /// </summary>
    public int MaxFrameLength { get; }

    /// <summary>The room that <see cref="TryEncode"/> asks for a payload of this length.</summary>
    /// <param name="payloadLength">The payload's length in bytes, as the decoder would deliver it.</param>
    /// <returns>
    /// The bytes <see cref="TryEncode"/> writes at most, and exactly where the format's documentation does not say
    /// otherwise; <see cref="int.MaxValue"/> when there is no such frame. It does not say whether the payload is
    /// accepted: <see cref="TryEncode"/> does.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public abstract int GetEncodedLength(int payloadLength);

    /// <summary>
    /// Writes a whole frame. What is written decodes to the same payload, and every payload that was decoded is accepted.
    /// </summary>
    /// <param name="payload">
    /// The payload, as the decoder would deliver it; borrowed for the call. It may already lie in
    /// <paramref name="destination"/>, at any place.
    /// </param>
    /// <param name="destination">Room for at least <see cref="GetEncodedLength"/> bytes.</param>
    /// <param name="error">Why the payload cannot be a frame of this format, and what to do; null when it could.</param>
    /// <returns>
    /// The bytes written, or -1 when the payload cannot be a frame of this format: nothing was written then.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The frame does not fit in <paramref name="destination"/>; nothing was written.
    /// </exception>
    public abstract int TryEncode(ReadOnlySpan<byte> payload, Span<byte> destination, out string? error);

    /// <summary>
    /// Whether there is a payload of this length that <see cref="TryEncode"/> accepts. Not the same as having room: what
    /// <see cref="GetEncodedLength"/> asks for may be more than the frame takes.
    /// </summary>
    internal virtual bool Admits(int payloadLength) => GetEncodedLength(payloadLength) <= MaxFrameLength;

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
    /// <param name="rest">What was received after the last whole frame; not empty, and the beginning of a frame.</param>
    /// <param name="frame">The rest as a frame, where the format allows that.</param>
    /// <param name="error">How many bytes of how many arrived, where it does not.</param>
    internal abstract FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame, out FrameError? error);

    /// <summary>Payload plus what the format adds, or <see cref="int.MaxValue"/>, which no frame can have.</summary>
    private protected static int AddLength(int payloadLength, int added)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        return (int)Math.Min((long)payloadLength + added, int.MaxValue);
    }

    /// <summary>Refuses a destination that is too short, before anything is written to it.</summary>
    private protected static void RequireRoom(int length, Span<byte> destination)
    {
        if (destination.Length < length)
        {
            ThrowNoRoom(length, destination);
        }
    }

    /// <summary>The sentence for a payload that would make too long a frame.</summary>
    private protected string TooLongToEncode(int payloadLength, long frameLength) =>
        $"A payload of {payloadLength} bytes makes a frame of {frameLength} bytes, " +
        $"the limit is {MaxFrameLength} bytes.";

    private static void ThrowNoRoom(int length, ReadOnlySpan<byte> destination) => throw new ArgumentException(
        $"The frame takes {length} bytes, the destination has {destination.Length}.", nameof(destination));
}
