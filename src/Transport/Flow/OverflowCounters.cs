namespace Sockets.Transport.Flow;

/// <summary>What an <see cref="OverflowQueue{T}"/> has done since it was made, in messages. Numbers only ever rise.</summary>
/// <param name="Offered">Every offer, whatever its result.</param>
/// <param name="Accepted">Those that got a place in the line.</param>
/// <param name="Dequeued">Taken out for delivery.</param>
/// <param name="DroppedNewest">Offered, dropped because there was no room.</param>
/// <param name="DroppedOldest">Accepted, dropped to make room for newer ones.</param>
/// <param name="Conflated">Accepted, replaced by a newer one of the same key.</param>
/// <param name="Refused">Offered, refused because there was no room or never will be; the caller was told.</param>
/// <param name="Cleared">Accepted, dropped because the queue was cleared.</param>
internal readonly record struct OverflowCounters(
    long Offered,
    long Accepted,
    long Dequeued,
    long DroppedNewest,
    long DroppedOldest,
    long Conflated,
    long Refused,
    long Cleared)
{
    /// <summary>Whether every offered message is accounted for, once.</summary>
    /// <param name="waiting">How many messages wait in the queue.</param>
    public bool CloseWith(int waiting) =>
        Offered == Accepted + DroppedNewest + Refused
        && Accepted == Dequeued + DroppedOldest + Conflated + Cleared + waiting;
}
