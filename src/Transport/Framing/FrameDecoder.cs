namespace Sockets.Transport.Framing;

/// <summary>
/// Finds the frames in one stream. It holds no bytes, only how far it has searched: show it everything received and
/// not yet consumed, and consume what the frame it reports takes.
/// </summary>
public sealed class FrameDecoder
{
    private readonly FrameFormat _format;
    private int _examined;

    /// <summary>Makes a decoder at the beginning of a stream.</summary>
    public FrameDecoder(FrameFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        _format = format;
    }

    /// <summary>What is wrong with the stream, once the status was <see cref="FrameDecodeStatus.Invalid"/>; else null.</summary>
    public FrameError? Error { get; private set; }

    /// <summary>Looks for one frame at the front of <paramref name="input"/>.</summary>
    /// <param name="input">Everything received and not yet consumed; borrowed for the call.</param>
    /// <param name="frame">The frame, when the status is <see cref="FrameDecodeStatus.Frame"/>.</param>
    public FrameDecodeStatus TryDecode(ReadOnlySpan<byte> input, out Frame frame)
    {
        if (Error is not null)
        {
            frame = default;
            return FrameDecodeStatus.Invalid;
        }

        FrameDecodeStatus status = _format.TryDecode(input, ref _examined, out frame, out FrameError? error);
        if (status == FrameDecodeStatus.Frame)
        {
            _examined = 0;
        }

        Error = error;
        return status;
    }

    /// <summary>Says what the end of the stream means for the bytes that are left over.</summary>
    /// <param name="rest">What was received after the last whole frame; borrowed for the call.</param>
    /// <param name="frame">The last frame, when the format lets the end of the stream end a frame.</param>
    /// <returns>
    /// <see cref="FrameDecodeStatus.NeedMore"/> when nothing is left over, <see cref="FrameDecodeStatus.Frame"/> when
    /// the rest is a frame, <see cref="FrameDecodeStatus.Invalid"/> when the stream was cut inside one.
    /// </returns>
    public FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame)
    {
        frame = default;
        if (Error is not null)
        {
            return FrameDecodeStatus.Invalid;
        }

        if (rest.IsEmpty)
        {
            return FrameDecodeStatus.NeedMore;
        }

        FrameDecodeStatus status = _format.TryDecodeEnd(rest, out frame, out FrameError? error);
        Error = error;
        return status;
    }
}
