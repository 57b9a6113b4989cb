namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>A clock by which pauses are over at once, and remembered; longer deadlines and what comes again and again are the system's.</summary>
internal sealed class Pauses : TimeProvider
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    private readonly List<TimeSpan> _all = [];
    private int _failures;
    private long _later;

    /// <summary>All pauses so far.</summary>
    public TimeSpan[] All
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>So many deadlines from now on cannot be set.</summary>
    public void Fail(int times) => Volatile.Write(ref _failures, times);

    /// <summary>Moves the clock on.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _later, (long)(by.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _later);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        bool isPause = dueTime < s_longest && period <= TimeSpan.Zero;
        if (isPause)
        {
            lock (_all)
            {
                _all.Add(dueTime);
            }
        }
        else if (period <= TimeSpan.Zero && Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new InvalidOperationException("There is no timer.");
        }

        return base.CreateTimer(callback, state, isPause ? TimeSpan.Zero : dueTime, period);
    }
}
