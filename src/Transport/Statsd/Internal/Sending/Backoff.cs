namespace Sockets.Transport.Statsd.Internal.Sending;

/// <summary>When to try again: 50 ms after a failure, then twice as long each time, at most 5 s; half of it is chance.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private TimeSpan _step = s_first;
    private TimeSpan _wait;
    private long _since;

    public bool IsOver => _wait == TimeSpan.Zero || time.GetElapsedTime(_since) >= _wait;

    /// <summary>What is left of the wait.</summary>
    public TimeSpan Left
    {
        get
        {
            TimeSpan left = _wait - time.GetElapsedTime(_since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public void Fail()
    {
        _since = time.GetTimestamp();
        _wait = _step * (0.5 + (Random.Shared.NextDouble() / 2));
        _step = _step * 2 < s_longest ? _step * 2 : s_longest;
    }

    public void Succeed()
    {
        _step = s_first;
        _wait = TimeSpan.Zero;
    }
}
