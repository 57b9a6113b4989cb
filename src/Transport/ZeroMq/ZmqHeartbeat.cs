namespace Sockets.Transport.ZeroMq;

/// <summary>How soon a peer that is gone without a word is noticed. Immutable.</summary>
public sealed record ZmqHeartbeat
{
    /// <summary>The longest time to live that goes over the wire: peers multiply it in 16 bits, and above 65.5 s it wraps.</summary>
    internal static readonly TimeSpan LongestTimeToLive = TimeSpan.FromSeconds(65.5);

    /// <summary>
    /// A peer that has been silent this long is asked for a sign of life (PING); zero asks nobody. ZMQ_HEARTBEAT_IVL, which is
    /// off by default. Default 10 s.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A peer that is silent this long, although it has answered before, is disconnected. Longer than <see cref="Interval"/>.
    /// ZMQ_HEARTBEAT_TIMEOUT. Default 30 s.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the peer shall wait for a sign of life from here; zero, the default, lets it decide. Above 65.5 s it is told
    /// 65.5 s. ZMQ_HEARTBEAT_TTL.
    /// </summary>
    public TimeSpan TimeToLive { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Interval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(TimeToLive, TimeSpan.Zero);
        if (Interval > TimeSpan.Zero)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, Interval);
        }
    }
}
