namespace Sockets.Transport.Framing;

/// <summary>
/// Finds the frames in one stream. It holds no bytes, only how far it has searched: show it everything received and
/// not yet consumed, and consume what the frame it reports takes. For one thread at a time.
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
    /// <param name="input">
    /// Everything received and not yet consumed; borrowed for the call. After <see cref="FrameDecodeStatus.NeedMore"/>
    /// the same bytes again, with more behind them: a decoder that searches does not look at the old ones again.
    /// </param>
    /// <param name="frame">The frame, when the status is <see cref="FrameDecodeStatus.Frame"/>.</param>
    /// <returns>After the first <see cref="FrameDecodeStatus.Invalid"/> every further call returns the same.</returns>
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
        else if (status == FrameDecodeStatus.Invalid)
        {
            Error = error;
        }

        return status;
    }

    /// <summary>Says what the end of the stream means for the bytes that are left over.</summary>
    /// <param name="rest">What was received and not yet consumed; borrowed for the call.</param>
    /// <param name="frame">
    /// A whole frame, or the last one when the format lets the end of the stream end a frame.
    /// </param>
    /// <returns>
    /// <see cref="FrameDecodeStatus.NeedMore"/> when nothing is left over: the stream ended at a frame's end.
    /// <see cref="FrameDecodeStatus.Frame"/> when there is a frame: consume it and ask again.
    /// <see cref="FrameDecodeStatus.Invalid"/> when the stream was cut inside a frame.
    /// </returns>
    public FrameDecodeStatus TryDecodeEnd(ReadOnlySpan<byte> rest, out Frame frame)
    {
        FrameDecodeStatus status = TryDecode(rest, out frame);
        if (status != FrameDecodeStatus.NeedMore || rest.IsEmpty)
        {
            return status;
        }

        status = _format.TryDecodeEnd(rest, out frame, out FrameError? error);
        _examined = 0;
        Error = error;
        return status;
    }
}
