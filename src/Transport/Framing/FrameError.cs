namespace Sockets.Transport.Framing;

/// <summary>Why bytes cannot be a frame: the reason a connection closes with, and the sentence that says what arrived.</summary>
/// <param name="Reason">
/// <see cref="CloseReason.FrameTooLarge"/>, <see cref="CloseReason.TruncatedFrame"/> or
/// <see cref="CloseReason.ProtocolViolation"/>.
/// </param>
/// <param name="Message">What arrived, and what the limit or the rule is.</param>
public sealed record FrameError(CloseReason Reason, string Message)
{
    /// <summary>The same as an exception.</summary>
    public ProtocolViolationException ToException() => new(Message, Reason);

    internal static FrameError TooLarge(string message) => new(CloseReason.FrameTooLarge, message);

    internal static FrameError Violation(string message) => new(CloseReason.ProtocolViolation, message);

    internal static FrameError Truncated(string message) => new(CloseReason.TruncatedFrame, message);

    /// <summary>The stream ended inside a frame whose length is known.</summary>
    internal static FrameError Truncated(int arrived, long of) =>
        Truncated($"The stream ended inside a frame: {arrived} of {of} bytes arrived.");
}
