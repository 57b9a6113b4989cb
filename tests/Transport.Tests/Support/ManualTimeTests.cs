namespace Sockets.Transport.Tests.Support;

public sealed class ManualTimeTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Stands_still_until_advanced()
    {
        Assert.Equal(ManualTime.Start, _time.GetUtcNow());
        long before = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(ManualTime.Start.AddSeconds(3), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(3), _time.GetElapsedTime(before));
    }

    [Fact]
    public void Fires_a_timer_at_its_time_and_not_before()
    {
        using ITimer timer = After("a", seconds: 2);

        _time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        Assert.Empty(_fired);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["a@2"], _fired);

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(["a@2"], _fired);
    }

    [Fact]
    public void Fires_in_the_order_of_due_times_each_at_its_own_time()
    {
        using ITimer late = After("late", seconds: 3);
        using ITimer early = After("early", seconds: 1);
        using ITimer sameAsLate = After("same", seconds: 3);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["early@1", "late@3", "same@3"], _fired);
    }

    [Fact]
    public void Fires_a_periodic_timer_once_per_period()
    {
        using ITimer timer = After("tick", seconds: 1, period: 2);

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["tick@1", "tick@3", "tick@5"], _fired);
        Assert.Equal(1, _time.ArmedTimers);
    }

    [Fact]
    public void Fires_a_timer_that_is_due_at_once_with_the_next_advance()
    {
        using ITimer timer = After("now", seconds: 0);
        Assert.Empty(_fired);

        _time.Advance(TimeSpan.Zero);

        Assert.Equal(["now@0"], _fired);
    }

    [Fact]
    public void Does_not_fire_a_timer_that_was_stopped_or_disposed()
    {
        ITimer stopped = After("stopped", seconds: 1);
        ITimer disposed = After("disposed", seconds: 1);

        Assert.True(stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        disposed.Dispose();
        Assert.False(disposed.Change(TimeSpan.Zero, TimeSpan.Zero));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty(_fired);
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public void Lets_a_callback_set_the_next_timer_within_the_same_advance()
    {
        List<ITimer> chain = [];
        chain.Add(_time.CreateTimer(
            _ => chain.Add(After("second", seconds: 1)), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["second@2"], _fired);
        chain.ForEach(timer => timer.Dispose());
    }

    [Fact]
    public async Task Drives_delays_periodic_timers_and_cancellation()
    {
        Task delay = Task.Delay(TimeSpan.FromSeconds(1), _time, TestContext.Current.CancellationToken);
        using PeriodicTimer periodic = new(TimeSpan.FromSeconds(1), _time);
        Task<bool> tick = periodic.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(2), _time);

        _time.Advance(TimeSpan.FromSeconds(1));

        await delay.WithinAsync();
        Assert.True(await tick.WithinAsync());
        Assert.False(deadline.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(deadline.IsCancellationRequested);
    }

    [Fact]
    public async Task Says_when_the_code_under_test_has_set_its_timer()
    {
        Task armed = _time.WhenArmedAsync(2);
        using ITimer first = After("a", seconds: 1);
        Assert.False(armed.IsCompleted);

        Task<ITimer> elsewhere = Task.Run(() => After("b", seconds: 1), TestContext.Current.CancellationToken);
        await armed.WithinAsync();
        using ITimer second = await elsewhere.WithinAsync();

        Assert.True(_time.WhenArmedAsync(1).IsCompleted);
        Assert.Equal(2, _time.ArmedTimers);
    }

    private ITimer After(string name, int seconds, int period = 0) => _time.CreateTimer(
        _ => _fired.Add($"{name}@{(_time.GetUtcNow() - ManualTime.Start).TotalSeconds}"),
        null,
        TimeSpan.FromSeconds(seconds),
        TimeSpan.FromSeconds(period));
}
