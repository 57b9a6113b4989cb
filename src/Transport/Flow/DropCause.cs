namespace Sockets.Transport.Flow;

/// <summary>Why a message that had been offered was not delivered.</summary>
internal enum DropCause
{
    /// <summary>It did not fit, and what already waited was kept.</summary>
    Newest,

    /// <summary>It had waited longest when a newer one needed its place.</summary>
    Oldest,

    /// <summary>A newer message of the same key took its place.</summary>
    Conflated,

    /// <summary>The receiver was disconnected while it waited.</summary>
    Disconnected,

    /// <summary>The sender was closed while it waited.</summary>
    Closed,
}
