namespace Sockets.Transport.Tcp;

/// <summary>
/// What one connection has counted of requests, both ways. After every call, and at the end,
/// <c>Requested == Replied + DeadlineExceeded + Cancelled + Refused + FailedByPeer + ConnectionLost + Pending</c> and
/// <c>Served == Answered + ServedTooLate + ServedCancelled + ServedFailed + ServedRefused + Unanswered + Serving</c>.
/// </summary>
public readonly record struct RequestStats
{
    /// <summary>Requests that this side made, whatever became of them.</summary>
    public long Requested { get; init; }

    /// <summary>Requests that were answered.</summary>
    public long Replied { get; init; }

    /// <summary>Requests whose deadline passed first, by this side's clock or the peer's.</summary>
    public long DeadlineExceeded { get; init; }

    /// <summary>Requests that were cancelled here.</summary>
    public long Cancelled { get; init; }

    /// <summary>Requests that were not sent: refused, too large or not supported.</summary>
    public long Refused { get; init; }

    /// <summary>Requests that the peer said it has no answer to.</summary>
    public long FailedByPeer { get; init; }

    /// <summary>Requests that were pending when the connection ended, or made afterwards.</summary>
    public long ConnectionLost { get; init; }

    /// <summary>Requests that somebody waits for now.</summary>
    public long Pending { get; init; }

    /// <summary>Requests in flight now by the peer's count: pending ones that were sent, and abandoned ones it still works on.</summary>
    public int InFlight { get; init; }

    /// <summary>Replies that came when nobody waited for them any more; they were dropped.</summary>
    public long LateReplies { get; init; }

    /// <summary>Requests of the peer that arrived.</summary>
    public long Served { get; init; }

    /// <summary>Requests whose answer went out.</summary>
    public long Answered { get; init; }

    /// <summary>Requests whose deadline passed before there was an answer.</summary>
    public long ServedTooLate { get; init; }

    /// <summary>Requests that were cancelled, by the peer or by the handler, before there was an answer.</summary>
    public long ServedCancelled { get; init; }

    /// <summary>Requests whose handler failed.</summary>
    public long ServedFailed { get; init; }

    /// <summary>Requests that were told that there is no handler, that this side is leaving, or that the answer is too large.</summary>
    public long ServedRefused { get; init; }

    /// <summary>Requests whose reply could not go out because the connection had ended.</summary>
    public long Unanswered { get; init; }

    /// <summary>Requests of the peer in flight now: their handler runs or their reply waits for credit.</summary>
    public int Serving { get; init; }

    /// <summary>Cancellations for requests that were not in flight; they were ignored.</summary>
    public long CancelsIgnored { get; init; }
}
