namespace Sockets.Tools.Perf.Pacing;

/// <summary>
/// Waits until a message is due: sleeps while there is time to sleep, spins over the rest, because no sleep ends on time.
/// Counts what went late all the same.
/// </summary>
internal sealed class DueTime
{
    // A message this late counts: below it, lateness is the scheduler's ordinary noise.
    private static readonly TimeSpan s_lateAfter = TimeSpan.FromMilliseconds(1);

    // Timers of the thread pool come up to about this much late.
    private static readonly TimeSpan s_timerSlack = TimeSpan.FromMilliseconds(2);

    // A short sleep ends within this much of its time (the kernel's timer slack is 50 us).
    private static readonly TimeSpan s_sleepSlack = TimeSpan.FromMicroseconds(100);

    // A thread that sleeps hears a signal only in between.
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _time;
    private readonly Action<TimeSpan> _shortSleep;
    private readonly long _lateTicks;
    private readonly long _slackTicks;
    private long _start = -1;

    /// <param name="time">The clock.</param>
    /// <param name="shortSleep">Blocks for a time below a few milliseconds.</param>
    public DueTime(TimeProvider time, Action<TimeSpan> shortSleep)
    {
        _time = time;
        _shortSleep = shortSleep;
        _lateTicks = ToTicks(s_lateAfter);
        _slackTicks = ToTicks(s_sleepSlack);
    }

    /// <summary>Messages that went more than a millisecond after they were due.</summary>
    public long LateMessages { get; private set; }

    /// <summary>How late the latest one went.</summary>
    public TimeSpan MaxLateness { get; private set; }

    /// <summary>Waits until a message is due. Done at once when it is late.</summary>
    /// <param name="ticks">How long after the first wait it is due.</param>
    /// <param name="cancellationToken">Ends a long wait.</param>
    public ValueTask WaitAsync(long ticks, CancellationToken cancellationToken)
    {
        long now = _time.GetTimestamp();
        if (_start < 0)
        {
            _start = now;
        }

        long due = _start + ticks;
        long ahead = due - now;
        if (ahead <= 0)
        {
            CountLateness(-ahead);
            return ValueTask.CompletedTask;
        }

        if (_time.GetElapsedTime(now, due) > s_timerSlack)
        {
            return new ValueTask(SleepThenSpinAsync(now, due, cancellationToken));
        }

        FinishWait(due, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits on the calling thread until a time of the clock. Allocates nothing and counts no lateness.</summary>
    /// <param name="due">The time.</param>
    /// <param name="cancellationToken">Ends the wait within 10 ms.</param>
    /// <returns>Whether the time has come; false when the wait was ended.</returns>
    public bool Hold(long due, CancellationToken cancellationToken)
    {
        long now;
        while (due - (now = _time.GetTimestamp()) > _slackTicks && !cancellationToken.IsCancellationRequested)
        {
            TimeSpan ahead = _time.GetElapsedTime(now, due) - s_sleepSlack;
            _shortSleep(ahead < s_longestSleep ? ahead : s_longestSleep);
        }

        while (now < due && !cancellationToken.IsCancellationRequested)
        {
            Thread.SpinWait(8);
            now = _time.GetTimestamp();
        }

        return !cancellationToken.IsCancellationRequested;
    }

    private async Task SleepThenSpinAsync(long now, long due, CancellationToken cancellationToken)
    {
        await Task.Delay(_time.GetElapsedTime(now, due) - s_timerSlack, _time, cancellationToken);
        FinishWait(due, cancellationToken);
    }

    private void FinishWait(long due, CancellationToken cancellationToken)
    {
        long now = _time.GetTimestamp();
        if (due - now > _slackTicks)
        {
            _shortSleep(_time.GetElapsedTime(now, due) - s_sleepSlack);
            now = _time.GetTimestamp();
        }

        while (now < due)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Thread.SpinWait(8);
            now = _time.GetTimestamp();
        }

        CountLateness(now - due);
    }

    private void CountLateness(long ticks)
    {
        if (ticks < _lateTicks)
        {
            return;
        }

        LateMessages++;
        TimeSpan lateness = _time.GetElapsedTime(0, ticks);
        if (lateness > MaxLateness)
        {
            MaxLateness = lateness;
        }
    }

    private long ToTicks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
