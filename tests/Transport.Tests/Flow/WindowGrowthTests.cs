using Sockets.Transport.Flow;

namespace Sockets.Transport.Tests.Flow;

public sealed class WindowGrowthTests
{
    // A clock of 1,000 ticks a second: a tick is a millisecond.
    private readonly WindowGrowth _growth = new(largest: 100, ticksPerSecond: 1000);

    [Fact]
    public void Doubles_when_a_round_trip_carries_two_thirds_of_the_window()
    {
        Assert.Equal(30, _growth.Judge(roundTrip: 100, now: 1000, received: 0, window: 30));

        // 200 bytes in a second are 20 bytes in 100 ms.
        Assert.Equal(60, _growth.Judge(roundTrip: 100, now: 2000, received: 200, window: 30));
    }

    [Fact]
    public void Stays_when_a_round_trip_carries_less()
    {
        _growth.Judge(roundTrip: 100, now: 1000, received: 0, window: 30);

        Assert.Equal(30, _growth.Judge(roundTrip: 100, now: 2000, received: 199, window: 30));
    }

    [Fact]
    public void Counts_the_shortest_round_trip_only()
    {
        _growth.Judge(roundTrip: 10, now: 1000, received: 0, window: 30);

        Assert.Equal(30, _growth.Judge(roundTrip: 900, now: 2000, received: 200, window: 30));
    }

    [Fact]
    public void Takes_the_rate_of_the_last_interval_only()
    {
        _growth.Judge(roundTrip: 100, now: 1000, received: 0, window: 30);
        _growth.Judge(roundTrip: 100, now: 2000, received: 100, window: 30);

        Assert.Equal(30, _growth.Judge(roundTrip: 100, now: 3000, received: 200, window: 30));
        Assert.Equal(60, _growth.Judge(roundTrip: 100, now: 4000, received: 400, window: 30));
    }

    [Fact]
    public void Never_passes_the_largest()
    {
        _growth.Judge(roundTrip: 100, now: 1000, received: 0, window: 60);

        Assert.Equal(100, _growth.Judge(roundTrip: 100, now: 2000, received: 1000, window: 60));
        Assert.Equal(100, _growth.Judge(roundTrip: 100, now: 3000, received: 9000, window: 100));
    }

    [Fact]
    public void Survives_a_clock_that_stands_still()
    {
        _growth.Judge(roundTrip: 0, now: 1000, received: 0, window: 30);

        Assert.Equal(30, _growth.Judge(roundTrip: 0, now: 1000, received: 0, window: 30));
    }
}
