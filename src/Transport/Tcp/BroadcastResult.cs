namespace Sockets.Transport.Tcp;

/// <summary>What became of one broadcast, in subscribers: <c>Matched == Sent + Queued + Dropped + Refused</c>.</summary>
/// <param name="Matched">Subscribers it was offered to: all whose connection takes messages at that moment.</param>
/// <param name="Sent">Accepted for the wire of so many.</param>
/// <param name="Queued">Waits for so many, whose policy may still drop it; older messages may have been dropped for it.</param>
/// <param name="Dropped">Dropped for so many by <see cref="OverflowPolicy.DropNewest"/>.</param>
/// <param name="Refused">
/// Not accepted for so many: no room under <see cref="OverflowPolicy.Reject"/>, <see cref="OverflowPolicy.Wait"/> or
/// <see cref="OverflowPolicy.Disconnect"/>, or longer than the peer or the subscriber's queue takes.
/// </param>
public readonly record struct BroadcastResult(int Matched, int Sent, int Queued, int Dropped, int Refused);
