namespace Sockets.Transport.Multicast;

/// <summary>What happened to a source.</summary>
public enum MulticastSourceChange
{
    /// <summary>Its first datagram arrived.</summary>
    Started,

    /// <summary>It began anew, with another epoch: the run before is closed and nothing of it counts as lost afterwards.</summary>
    Restarted,

    /// <summary>Nothing was heard of it for <see cref="MulticastReceiverOptions.SourceTimeout"/>, not even a heartbeat.</summary>
    Silent,

    /// <summary>It is heard again after a silence.</summary>
    Returned,

    /// <summary>It said that it is done, and what it sent last has had its time.</summary>
    Ended,
}
