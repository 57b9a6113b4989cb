using Sockets.Transport.Links;
using Sockets.Transport.Multicast.Internal.Sending;

namespace Sockets.Transport.Tests.Multicast.Internal;

/// <summary>A rate of 8,000 bits a second and 1,000 ticks a second: a byte a tick.</summary>
public sealed class PaceScheduleTests
{
    private PaceSchedule _schedule = new(bitsPerSecond: 8000, frequency: 1000);

    [Fact]
    public void Spaces_datagrams_by_what_they_take_on_the_wire()
    {
        _schedule.Resume(100);
        Assert.Equal(0, _schedule.Ahead(100));
        _schedule.Sent(100, 5);
        Assert.Equal(5, _schedule.Ahead(100));
        _schedule.Sent(105, 7);
        Assert.Equal(7, _schedule.Ahead(105));
    }

    [Fact]
    public void Does_not_drift_when_datagrams_go_a_little_late()
    {
        _schedule.Resume(0);
        for (int i = 0; i < 100; i++)
        {
            _schedule.Sent((i * 5) + 3, 5);
        }

        _schedule.Resume(500);
        _schedule.Sent(500, 5);
        Assert.Equal(5, _schedule.Ahead(500));
        Assert.Equal((3, 0), (_schedule.MaxLateness, _schedule.Skips));
    }

    [Fact]
    public void Starts_anew_instead_of_making_up_for_more_than_ten_milliseconds()
    {
        _schedule.Resume(0);
        _schedule.Sent(10, 5);
        Assert.Equal((0, 3, true), (_schedule.Skips, _schedule.Ahead(10), _schedule.IsCatchingUp(10)));

        _schedule.Sent(16, 5);

        Assert.Equal((1, 5), (_schedule.Skips, _schedule.Ahead(16)));
    }

    [Fact]
    public void Lets_go_together_only_what_is_due_within_a_tenth_of_a_millisecond()
    {
        PaceSchedule schedule = new(bitsPerSecond: 8_000_000, frequency: 1_000_000);
        DatagramRange[] waiting = [new(0, 60), new(0, 60), new(0, 60)];
        schedule.Resume(0);

        Assert.Equal((2, 3), (schedule.CountDue(0, waiting), schedule.CountDue(100, waiting)));
        Assert.Equal(0, schedule.CountDue(0, []));
    }

    [Fact]
    public void Counts_no_pause()
    {
        _schedule.Resume(0);
        _schedule.Sent(0, 5);
        _schedule.Resume(1000);

        Assert.Equal(0, _schedule.Ahead(1000));
        _schedule.Sent(1000, 5);
        Assert.Equal((0, 0, 5), (_schedule.Skips, _schedule.MaxLateness, _schedule.Ahead(1000)));
    }

    [Fact]
    public void Is_always_due_without_a_rate()
    {
        PaceSchedule none = new(0, 1000);
        none.Sent(0, 1_000_000);

        Assert.Equal((false, 0), (none.IsPaced, none.Ahead(0)));
    }
}
