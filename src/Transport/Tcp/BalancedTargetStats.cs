using System.Net;

namespace Sockets.Transport.Tcp;

/// <summary>
/// What a <see cref="BalancedClient"/> has counted for one of its targets, over all its connections. While nobody is
/// inside a call, <c>Sends == Sent + NotSent + Sending</c> and <c>Requests == Answered + Failed + Asking</c>.
/// </summary>
public readonly record struct BalancedTargetStats
{
    /// <summary>Which target.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>Its connection now; null while there is none.</summary>
    public MessageConnection? Connection { get; init; }

    /// <summary>How often a message was offered to it.</summary>
    public long Sends { get; init; }

    /// <summary>Messages that it accepted.</summary>
    public long Sent { get; init; }

    /// <summary>Messages that it did not accept; another target may have.</summary>
    public long NotSent { get; init; }

    /// <summary>Messages that wait for its credit now.</summary>
    public long Sending { get; init; }

    /// <summary>How often a request was given to it.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that it answered.</summary>
    public long Answered { get; init; }

    /// <summary>Requests without an answer from it; another target may have given one.</summary>
    public long Failed { get; init; }

    /// <summary>Requests that wait for its answer now.</summary>
    public long Asking { get; init; }

    /// <summary>How often it was connected.</summary>
    public long Connects { get; init; }

    /// <summary>How often connecting to it failed.</summary>
    public long ConnectFailures { get; init; }

    /// <summary>Why connecting to it failed last; null when it never did.</summary>
    public Exception? LastFailure { get; init; }
}
