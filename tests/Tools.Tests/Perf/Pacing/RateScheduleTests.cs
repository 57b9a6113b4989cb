using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.Pacing;

namespace Sockets.Tools.Tests.Perf.Pacing;

public sealed class RateScheduleTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(7, 70)]
    [InlineData(100_000, 1_000_000)]
    public void Message_k_is_due_k_intervals_after_the_start(long before, long microseconds)
    {
        RateSchedule schedule = new(new Rate(100_000, RateUnit.Messages), frequency: 1_000_000);

        Assert.Equal(microseconds, schedule.TicksUntilDue(before, bytesBefore: 12345));
    }

    [Fact]
    public void Rates_in_bits_count_the_payload_that_went_before()
    {
        RateSchedule schedule = new(new Rate(8_000_000, RateUnit.Bits), frequency: 1_000_000);

        Assert.Equal(0, schedule.TicksUntilDue(0, 0));
        Assert.Equal(64, schedule.TicksUntilDue(1, 64));
        Assert.Equal(1_000_000, schedule.TicksUntilDue(9, 1_000_000));
    }

    [Fact]
    public void Does_not_drift_over_a_day()
    {
        // 3,000/s does not divide the clock's ticks: rounding must not add up.
        RateSchedule schedule = new(new Rate(3_000, RateUnit.Messages), frequency: 1_000_000_000);
        long day = 24 * 3600;

        Assert.InRange(schedule.TicksUntilDue(day * 3_000, 0) - (day * 1_000_000_000), -100, 100);
    }
}
