namespace Sockets.Transport.Tests.Support;

/// <summary>
/// A clock that stands still until a test moves it. <see cref="Advance"/> fires the timers that become due, in order, on
/// the calling thread, each at its own time. Thread-safe.
/// </summary>
internal sealed class ManualTime : TimeProvider
{
    /// <summary>What the clock says at first: 2000-01-01 00:00 UTC.</summary>
    public static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _armed = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private long _elapsed;

    /// <summary>How many timers are waiting for their time.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on and fires what becomes due, also what is due at once when it moves by nothing.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long target = GetTimestamp() + by.Ticks;
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>
    /// Done once at least this many timers wait for their time: a test that advances before the code under test has set
    /// its timer would advance past nothing.
    /// </summary>
    public Task WhenArmedAsync(int timers)
    {
        lock (_gate)
        {
            if (_armed.Count >= timers)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((timers, reached));
            return reached.Task;
        }
    }

    private ManualTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            // The first among equals: timers due at the same time fire in the order in which they were set.
            ManualTimer? next = _armed.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            long now = next?.Due ?? target;
            Interlocked.Exchange(ref _elapsed, Math.Max(_elapsed, now));
            if (next is null)
            {
                return null;
            }

            _armed.Remove(next);
            if (next.Period > 0)
            {
                next.Due += next.Period;
                _armed.Add(next);
            }

            return next;
        }
    }

    private bool Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _armed.Remove(timer);
            timer.Period = Math.Max(0, period.Ticks);
            if (dueTime < TimeSpan.Zero)
            {
                return true;
            }

            timer.Due = _elapsed + dueTime.Ticks;
            _armed.Add(timer);
            foreach ((int _, TaskCompletionSource reached) in _waiters.Where(waiter => waiter.Count <= _armed.Count))
            {
                reached.SetResult();
            }

            _waiters.RemoveAll(waiter => waiter.Count <= _armed.Count);
            return true;
        }
    }

    private void Remove(ManualTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    /// <summary>One timer; its numbers belong to the clock, under the clock's lock.</summary>
    private sealed class ManualTimer(ManualTime clock, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; set; }

        public long Period { get; set; }

        public bool IsDisposed { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Set(this, dueTime, period);

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
