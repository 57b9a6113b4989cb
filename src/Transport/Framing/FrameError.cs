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
}
