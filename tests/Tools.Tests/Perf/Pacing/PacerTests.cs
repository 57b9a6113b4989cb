using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.Pacing;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Perf.Pacing;

public sealed class PacerTests
{
    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000)]
    [InlineData(50)]
    public async Task Sends_each_message_when_it_is_due(int perSecond)
    {
        SteppingTime time = new();
        Pacer pacer = new(new Rate(perSecond, RateUnit.Messages), time, time.Advance);
        TimeSpan interval = TimeSpan.FromSeconds(1) / perSecond;
        TimeSpan start = default;

        for (int k = 0; k < 20; k++)
        {
            await pacer.WaitAsync(k, 0, TestContext.Current.CancellationToken);
            start = k == 0 ? time.Now : start;
            Assert.InRange(time.Now - start - (k * interval), TimeSpan.FromMicroseconds(-2), TimeSpan.FromMicroseconds(10));
        }

        Assert.Equal(0, pacer.LateMessages);
    }

    [Fact]
    public async Task One_late_message_does_not_move_those_behind_it()
    {
        SteppingTime time = new();
        Pacer pacer = new(new Rate(100, RateUnit.Messages), time, time.Advance);
        await pacer.WaitAsync(0, 0, TestContext.Current.CancellationToken);
        TimeSpan start = time.Now;

        time.Advance(TimeSpan.FromMilliseconds(35));
        for (int k = 1; k <= 5; k++)
        {
            await pacer.WaitAsync(k, 0, TestContext.Current.CancellationToken);
        }

        // Messages 1 to 3 were due at 10, 20 and 30 ms; 5 goes at 50 ms all the same.
        Assert.InRange(time.Now - start, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50.1));
        Assert.Equal(3, pacer.LateMessages);
        Assert.InRange(pacer.MaxLateness, TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(25.1));
    }

    [Fact]
    public async Task A_timer_that_fires_too_late_is_seen_as_lateness()
    {
        SteppingTime time = new() { TimerDelay = TimeSpan.FromMilliseconds(8) };
        Pacer pacer = new(new Rate(10, RateUnit.Messages), time, time.Advance);

        await pacer.WaitAsync(0, 0, TestContext.Current.CancellationToken);
        await pacer.WaitAsync(1, 0, TestContext.Current.CancellationToken);

        Assert.Equal(1, pacer.LateMessages);

        // The sleep is asked to end 2 ms early, in whole milliseconds.
        Assert.InRange(pacer.MaxLateness, TimeSpan.FromMilliseconds(4.9), TimeSpan.FromMilliseconds(6.1));
    }

    [Fact]
    public async Task A_long_wait_can_be_stopped()
    {
        using CancellationTokenSource stop = new();
        Pacer pacer = new(new Rate(0.001, RateUnit.Messages), TimeProvider.System, _ => { });
        await pacer.WaitAsync(0, 0, stop.Token);

        ValueTask waiting = pacer.WaitAsync(1, 0, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }
}
