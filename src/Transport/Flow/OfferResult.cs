namespace Sockets.Transport.Flow;

/// <summary>What became of an item that was offered to an <see cref="OverflowQueue{T}"/>.</summary>
internal enum OfferResult
{
    /// <summary>It waits at the end of the line; nothing was lost for it.</summary>
    Accepted,

    /// <summary>It waits at the end of the line; the oldest were dropped for it.</summary>
    AcceptedAfterDropping,

    /// <summary>
    /// It waits in the place of an older item of its key, which was dropped. If it is longer, the oldest others may have
    /// been dropped for it too.
    /// </summary>
    Replaced,

    /// <summary>Dropped and counted. The item stays the caller's, who returns its memory.</summary>
    DroppedNewest,

    /// <summary>Refused: there is no room now. The item stays the caller's, who waits, reports or disconnects.</summary>
    Full,

    /// <summary>Refused, now or ever: alone it is over the bound in bytes. The item stays the caller's.</summary>
    TooLarge,
}
