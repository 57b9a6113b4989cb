using System.Net;
using Sockets.Transport.Links;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Sending;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Links;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>
/// When datagrams leave at a rate: 1,000 bits are a datagram here, and 10,000 go in a second, so one is due each 100 us. The
/// clock is a test's own, and who sends is late by as much as the test says.
/// </summary>
public sealed class PacedSendingTests
{
    private const int DatagramLength = 125;
    private const int PerSecond = 10_000;
    private const int Burst = 8;
    private const int Sent = 2000;

    private static readonly TimeSpan s_interval = TimeSpan.FromMicroseconds(100);

    private readonly ManualTime _time = new();

    [Fact]
    public void A_sender_that_is_on_time_spaces_datagrams_evenly_and_sends_no_burst()
    {
        (List<TimeSpan> went, ScriptedSender link, PaceSchedule schedule) = Send(_ => TimeSpan.Zero);

        Assert.All(link.Calls, count => Assert.InRange(count, 1, 2));
        Assert.All(went.Index(), k => Assert.InRange(k.Item - (k.Index * s_interval), -s_interval, TimeSpan.Zero));
        Assert.Equal((0, 0), (schedule.Skips, schedule.MaxLateness));
    }

    [Fact]
    public void A_sender_that_wakes_late_keeps_the_rate_and_makes_up_for_it_at_twice_the_rate_at_most()
    {
        Random random = new(Seed.Take());
        (List<TimeSpan> went, ScriptedSender link, PaceSchedule schedule) =
            Send(wake => wake % 200 == 0 ? TimeSpan.FromMicroseconds(random.Next(9000)) : TimeSpan.Zero);

        Assert.Equal(0, schedule.Skips);
        Assert.All(link.Calls, count => Assert.InRange(count, 1, Burst));
        Assert.All(went.Index(), k => Assert.InRange(k.Item - (k.Index * s_interval), -s_interval, TimeSpan.FromMilliseconds(10)));
        AssertNeverFaster(went, CatchingUp, Burst);
    }

    [Fact]
    public void A_sender_that_was_stopped_starts_anew_and_sends_no_burst()
    {
        (List<TimeSpan> went, ScriptedSender link, PaceSchedule schedule) = Send(wake => wake == 100 ? TimeSpan.FromMilliseconds(500) : TimeSpan.Zero);

        Assert.Equal(1, schedule.Skips);
        Assert.InRange(went[^1], (Sent * s_interval) + TimeSpan.FromMilliseconds(499), (Sent * s_interval) + TimeSpan.FromMilliseconds(501));
        Assert.All(link.Calls, count => Assert.InRange(count, 1, 2));
        AssertNeverFaster(went, times: 1, burst: 3);
    }

    [Fact]
    public async Task A_real_sender_spaces_datagrams_as_the_kernel_sees_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The times are the kernel's.");
        using IDatagramReceiver receiver = DatagramRig.Receiver(
            DatagramRig.Options(new IPEndPoint(DatagramRig.NewGroup(), 0)) with { ReceiveBufferBytes = 4 << 20 }, out IPEndPoint to);
        await using MulticastSender sender = MulticastSender.Start(MulticastRig.Sender(to) with
        {
            BitsPerSecond = DatagramLength * 8 * PerSecond,
            MaxBurst = Burst,
            HeartbeatInterval = TimeSpan.FromMinutes(1),
        });
        await MulticastRig.SendAsync(sender, Sent, DatagramLength - Tmc1Header.Size);
        List<TimeSpan> came = [.. DatagramRig.Receive(receiver, Sent).Select(d => TimeSpan.FromTicks(d.Meta.KernelTime / 100))];

        // A thread that is interrupted between the clock and the call shifts some: as many as are due in 20 ms at twice the rate.
        AssertNeverFaster(came, CatchingUp, Burst + (PerSecond * CatchingUp / 50));
        Assert.Equal(Sent, sender.Stats.DatagramsSent);
    }

    private const int CatchingUp = 2;

    /// <summary>Between any two moments go a burst at most, and what so many times the rate allows.</summary>
    private static void AssertNeverFaster(List<TimeSpan> went, int times, int burst)
    {
        for (int from = 0; from < went.Count; from++)
        {
            for (int to = from + burst; to < went.Count; to++)
            {
                TimeSpan least = (to - from - burst) * s_interval / times;
                Assert.True(went[to] - went[from] >= least, $"Datagrams {from} to {to} went within {went[to] - went[from]}.");
            }
        }
    }

    /// <summary>Sends as the thread does, and gives when each datagram went.</summary>
    /// <param name="lateness">How much later than asked each of its sleeps ends.</param>
    private (List<TimeSpan> Went, ScriptedSender Link, PaceSchedule Schedule) Send(Func<int, TimeSpan> lateness)
    {
        List<TimeSpan> went = [];
        ScriptedSender link = new(count =>
        {
            went.AddRange(Enumerable.Repeat(TimeSpan.FromTicks(_time.GetTimestamp()), count));
            return ScriptedSender.Takes(count);
        });
        NativeFormat format = new(0, 1);
        HandOff handOff = new(link, format, new MulticastSenderOptions { EndPoint = new(IPAddress.Loopback, 1), Time = _time, QueueDatagrams = Sent });
        for (int i = 0; i < Sent; i++)
        {
            format.WriteData(handOff.Ring.Append(DatagramLength), default);
        }

        PaceSchedule schedule = new(DatagramLength * 8 * PerSecond, _time.TimestampFrequency);
        schedule.Resume(_time.GetTimestamp());
        int sleeps = 0;
        while (handOff.Ring.Count > 0)
        {
            long now = _time.GetTimestamp();
            long ahead = schedule.Ahead(now);
            if (ahead > 0)
            {
                _time.Advance(TimeSpan.FromTicks(ahead) + lateness(++sleeps));
            }
            else
            {
                handOff.Send(now, Burst, ref schedule);
            }
        }

        return (went, link, schedule);
    }
}
