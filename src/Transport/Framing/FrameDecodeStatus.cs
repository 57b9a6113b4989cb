namespace Sockets.Transport.Framing;

/// <summary>What a decoder found at the front of the bytes it was shown.</summary>
public enum FrameDecodeStatus
{
    /// <summary>No whole frame yet: show it the same bytes again with more behind them.</summary>
    NeedMore,

    /// <summary>A whole frame.</summary>
    Frame,

    /// <summary>Bytes that cannot be a frame of this format. The stream cannot be understood any further.</summary>
    Invalid,
}
