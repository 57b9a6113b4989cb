namespace Sockets.Transport.ZeroMq.Internal.Sending;

/// <summary>Who hands a message to the kernel when nobody else is at it.</summary>
internal enum SendBy
{
    /// <summary>Whoever added it, at once: the least delay.</summary>
    Caller,

    /// <summary>The thread pool: a message for many peers does not hold its publisher for all of them.</summary>
    Pool,
}
