namespace Sockets.Transport.Tcp;

/// <summary>Why a request has no answer.</summary>
public enum RequestFailure
{
    /// <summary>The deadline passed first.</summary>
    DeadlineExceeded,

    /// <summary>
    /// It was not sent: this side is leaving, or, under any overflow policy but <see cref="OverflowPolicy.Wait"/>, there was
    /// no credit, no room, or as many requests were in flight as the peer takes.
    /// </summary>
    Refused,

    /// <summary>It was not sent, and never can be: longer than the peer takes.</summary>
    TooLarge,

    /// <summary>It was not sent: the peer does not know requests.</summary>
    NotSupported,

    /// <summary>The peer has no handler for requests.</summary>
    NoHandler,

    /// <summary>The peer's handler failed.</summary>
    HandlerFailed,

    /// <summary>The peer's handler gave up.</summary>
    CancelledByPeer,

    /// <summary>The peer is leaving and begins nothing new.</summary>
    Unavailable,

    /// <summary>The answer is longer than this side takes (<see cref="ConnectionLimits.MaxMessageLength"/>).</summary>
    AnswerTooLarge,

    /// <summary>The connection ended first. <see cref="RequestException.Delivery"/> says whether the request had been sent.</summary>
    ConnectionLost,
}
