namespace Sockets.Transport;

/// <summary>The peer broke the protocol. Connecting again without changing something will not help.</summary>
public sealed class ProtocolViolationException : TransportException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What arrived and what was expected instead.</param>
    /// <param name="reason">The reason the connection closes with.</param>
    public ProtocolViolationException(string message, CloseReason reason = CloseReason.ProtocolViolation)
        : base(message) => Reason = reason;

    /// <summary>Which way the protocol was broken: a violation, a frame too large, or a stream cut inside a frame.</summary>
    public CloseReason Reason { get; }
}
