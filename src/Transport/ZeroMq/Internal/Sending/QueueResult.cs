namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>What became of a message that was offered to a peer's queue.</summary>
internal enum QueueResult
{
    /// <summary>It waits, or is on its way; older ones may have been dropped for it.</summary>
    Queued,

    /// <summary>Dropped and counted.</summary>
    Dropped,

    /// <summary>Not taken and not counted: there is no room now.</summary>
    Full,

    /// <summary>Not taken and not counted: the peer is gone.</summary>
    Gone,
}
