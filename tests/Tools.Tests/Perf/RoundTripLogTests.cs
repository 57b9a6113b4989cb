using Sockets.Tools.Perf;

namespace Sockets.Tools.Tests.Perf;

public sealed class RoundTripLogTests
{
    [Fact]
    public void Keeps_what_it_has_room_for_in_order()
    {
        RoundTripLog log = new(capacity: 2);
        log.Add(7);
        Assert.Equal((1, false), (log.Count, log.IsFull));
        log.Add(5);

        Assert.True(log.IsFull);
        Assert.Equal([7, 5], log.Ticks.ToArray());
    }

    [Fact]
    public void Noting_allocates_nothing()
    {
        RoundTripLog log = new(capacity: 100_000);
        log.Add(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (!log.IsFull)
        {
            log.Add(log.Count);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(0.01, 5_000)]
    [InlineData(1, 500_000)]
    [InlineData(600, 8_000_000)]
    public void Is_as_long_as_the_time_asks_for_and_bounded(double seconds, int capacity)
    {
        RoundTripLog log = RoundTripLog.For(TimeSpan.FromSeconds(seconds));
        for (int i = 0; i < capacity; i++)
        {
            Assert.False(log.IsFull);
            log.Add(i);
        }

        Assert.True(log.IsFull);
    }
}
