namespace Sockets.Transport;

/// <summary>What became of a message that was offered for sending. A state of the network is a value here, never an exception.</summary>
public enum SendStatus
{
    /// <summary>Accepted for the wire: it has credit and a place in the batch that is handed to the kernel now or next.</summary>
    Sent,

    /// <summary>Accepted into the overflow queue: it waits for credit or for the kernel, and the queue's policy may still drop it.</summary>
    Queued,

    /// <summary>Not accepted: the kernel has not yet taken what was sent before. Nothing was copied; offer it again later.</summary>
    BackPressured,

    /// <summary>Not accepted: the receiver has not granted credit for it. Nothing was copied; offer it again later.</summary>
    NoCredit,

    /// <summary>Dropped here by the overflow policy and counted under its cause.</summary>
    Dropped,

    /// <summary>Not accepted: there is no established connection yet.</summary>
    NotConnected,

    /// <summary>Not accepted: the connection is finishing what it has, and takes nothing new.</summary>
    Draining,

    /// <summary>Not accepted, now or ever: longer than the peer's limit allows.</summary>
    TooLarge,

    /// <summary>Not accepted: the connection is closed. Its reason says why.</summary>
    Closed,
}
