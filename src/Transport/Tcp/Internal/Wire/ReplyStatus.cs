namespace Sockets.Transport.Tcp.Internal.Wire;

/// <summary>What a REPLY says of its request (docs/wire/tcp.md, section 5.8).</summary>
internal enum ReplyStatus : ushort
{
    /// <summary>The payload is the answer.</summary>
    Ok = 0,

    /// <summary>The handler failed.</summary>
    HandlerFailed = 1,

    /// <summary>The deadline passed before there was an answer.</summary>
    DeadlineExceeded = 2,

    /// <summary>It was cancelled, by the requester or on the handler's own account.</summary>
    Cancelled = 3,

    /// <summary>Nobody answers requests.</summary>
    NoHandler = 4,

    /// <summary>The side is leaving.</summary>
    Unavailable = 5,

    /// <summary>The answer is longer than the requester takes.</summary>
    TooLarge = 6,
}
