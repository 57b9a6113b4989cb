namespace Sockets.Transport.ZeroMq.Internal.Peers;

/// <summary>How a connection ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Text">The same in words.</param>
/// <param name="WasReady">Whether its handshake was over.</param>
internal readonly record struct PeerEnd(CloseReason Reason, string Text, bool WasReady)
{
    /// <summary>Whether trying again at once would only end the same way.</summary>
    public bool IsPeersFault => Reason
        is CloseReason.ProtocolViolation or CloseReason.FrameTooLarge or CloseReason.Refused or CloseReason.Unauthorized;
}
