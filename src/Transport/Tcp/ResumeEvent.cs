namespace Sockets.Transport.Tcp;

/// <summary>Something that happened to a session that can be resumed.</summary>
/// <param name="Kind">What.</param>
/// <param name="Reason">Why, for <see cref="ResumeEventKind.Disconnected"/>; else <see cref="CloseReason.None"/>.</param>
/// <param name="Replayed">How many messages this side sends again, for <see cref="ResumeEventKind.Resumed"/>; else 0.</param>
/// <param name="First">The number of the first message of a gap; messages are numbered from 1 in each direction. Else 0.</param>
/// <param name="Last">The number of the last message of a gap; null where the session has ended and nobody knows what the peer sent. Else 0.</param>
public readonly record struct ResumeEvent(ResumeEventKind Kind, CloseReason Reason, ulong Replayed, ulong First, ulong? Last);
