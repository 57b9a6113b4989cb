namespace Sockets.Transport.Flow;

/// <summary>
/// Says when a window is what holds a sender back: when the bytes that arrive within one round trip come near to it. Only
/// the shortest round trip counts, because a longer one measures the queues that a larger window would lengthen.
/// </summary>
/// <remarks>The rule is grpc-go's estimator (beta 0.66, gamma 2), with the rate taken between two heartbeats.</remarks>
internal sealed class WindowGrowth
{
    private readonly int _largest;
    private readonly double _ticksPerSecond;
    private long _shortestRoundTrip = long.MaxValue;
    private long _sampledAt;
    private ulong _sampledBytes;

    /// <summary>Starts at the beginning of a session.</summary>
    /// <param name="largest">The window never grows beyond this many bytes.</param>
    /// <param name="ticksPerSecond">The unit of all times.</param>
    public WindowGrowth(int largest, long ticksPerSecond)
    {
        _largest = largest;
        _ticksPerSecond = ticksPerSecond;
    }

    /// <summary>A round trip was measured.</summary>
    /// <param name="roundTrip">How long it took, in ticks; at least 1.</param>
    /// <param name="now">When, in ticks.</param>
    /// <param name="received">Bytes received since the session began.</param>
    /// <param name="window">The window in force, in bytes.</param>
    /// <returns>The window that there should be: the same, or twice as much up to the largest.</returns>
    public int Judge(long roundTrip, long now, ulong received, int window)
    {
        _shortestRoundTrip = Math.Min(_shortestRoundTrip, Math.Max(roundTrip, 1));
        double seconds = (now - _sampledAt) / _ticksPerSecond;
        double rate = (received - _sampledBytes) / Math.Max(seconds, 1 / _ticksPerSecond);
        bool first = _sampledAt == 0;
        _sampledAt = now;
        _sampledBytes = received;
        if (first || window >= _largest)
        {
            return window;
        }

        double perRoundTrip = rate * (_shortestRoundTrip / _ticksPerSecond);
        return perRoundTrip * 3 < window * 2.0 ? window : (int)Math.Min(window * 2L, _largest);
    }
}
