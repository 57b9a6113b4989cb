namespace Sockets.Tools.Tests.Support;

/// <summary>
/// A clock that only the code under test moves: each look at it takes a microsecond, and a timer fires at once with the
/// clock moved to its time and a little beyond.
/// </summary>
internal sealed class SteppingTime : TimeProvider
{
    private long _microseconds;

    /// <summary>How much later than asked a timer fires.</summary>
    public TimeSpan TimerDelay { get; set; } = TimeSpan.FromMilliseconds(1);

    public override long TimestampFrequency => 1_000_000;

    public TimeSpan Now => TimeSpan.FromMicroseconds(Interlocked.Read(ref _microseconds));

    public override long GetTimestamp() => Interlocked.Increment(ref _microseconds);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _microseconds, (long)time.TotalMicroseconds);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            Advance(dueTime + TimerDelay);
            callback(state);
        }

        return new FiredTimer();
    }

    private sealed class FiredTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
