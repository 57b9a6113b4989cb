namespace Sockets.Transport.Links;

/// <summary>Why a link failed, where a socket error does not say it.</summary>
/// <param name="Reason">The reason the connection closes with.</param>
/// <param name="Text">The same in words: what was wrong, and what to do.</param>
internal sealed record LinkFailure(CloseReason Reason, string Text);
