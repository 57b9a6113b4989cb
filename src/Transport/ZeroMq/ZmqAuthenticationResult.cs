namespace Sockets.Transport.ZeroMq;

/// <summary>What was decided about a peer.</summary>
/// <param name="Status">Whether it is let in.</param>
/// <param name="Text">Why not, for the event here; the peer is told the status only.</param>
public readonly record struct ZmqAuthenticationResult(ZmqAuthenticationStatus Status, string Text = "");
