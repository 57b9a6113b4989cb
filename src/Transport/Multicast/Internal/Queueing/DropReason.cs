namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>Why a message that had arrived was not delivered.</summary>
internal enum DropReason
{
    /// <summary>It did not fit, and what already waited was kept.</summary>
    Newest,

    /// <summary>It had waited longest when a newer one needed its place.</summary>
    Oldest,

    /// <summary>It was older than its deadline.</summary>
    Deadline,

    /// <summary>Its frame was dropped to make room: discardable, or the end of a group of pictures.</summary>
    Frame,

    /// <summary>It builds on a frame that was dropped: nothing can be decoded before the next key frame.</summary>
    WaitKey,

    /// <summary>A newer message of the same key took its place.</summary>
    Conflated,

    /// <summary>It alone is over the bound in bytes.</summary>
    TooLarge,

    /// <summary>The receiver was disposed while it waited.</summary>
    Closed,
}
