using System.Net;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Sending;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast.Internal;

/// <summary>What a sender sends again, how much of it, and in which steps.</summary>
public sealed class RepairerTests
{
    private const int Datagram = Tmc1Header.Size + 1000;

    private readonly ManualTime _time = new();
    private readonly ScriptedSender _link = new(ScriptedSender.Takes);
    private RepairCounters _counters;

    private IEnumerable<long> Sent => _link.Taken.Select(static datagram =>
    {
        Assert.True(Tmc1Header.TryRead(datagram, out Tmc1Header header));
        Assert.True(header.Flags.HasFlag(Tmc1Flags.Retransmit));
        return header.Sequence;
    });

    // TMC1-Q3
    [Fact]
    public void Sends_again_what_is_kept_once_for_all_who_ask_and_within_its_share()
    {
        Repairer repairer = Make(window: 100, sent: 150);

        Ask(repairer, 151, new RepairRange(49, 4));
        Assert.Equal([51L, 52], Sent);
        Assert.Equal((4, 2, 2), (_counters.Requested, _counters.Sent, _counters.Gone));

        Ask(repairer, 151, new RepairRange(51, 1));
        Assert.Equal(1, _counters.TooSoon);
        Ask(repairer, 151, new RepairRange(149, 10));
        Assert.Equal((4, 10), (_counters.Sent, _counters.Gone));
        Ask(repairer, 151, new RepairRange(53, 96));
        Assert.Equal(65_536 / Datagram, _counters.Sent);
    }

    // TMC1-Q3
    [Fact]
    public void Saves_its_share_up_for_a_tenth_of_a_second_and_no_longer()
    {
        Repairer repairer = Make(window: 1000, sent: 1000);

        // 10 MB a second for ten seconds: of the last tenth, a megabyte, a tenth is the share.
        for (int i = 0; i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            repairer.OnSent(100_000, _time.GetTimestamp());
        }

        Ask(repairer, 1001, new RepairRange(1, 1000));
        Assert.Equal(100_000 / Datagram, _counters.Sent);
        Assert.Equal(1000 - _counters.Sent, _counters.HeldBack);

        // Another 10 ms later there is a tenth of that again.
        _time.Advance(TimeSpan.FromMilliseconds(10));
        repairer.OnSent(100_000, _time.GetTimestamp());
        Ask(repairer, 1001, new RepairRange(500, 500));
        Assert.InRange(_counters.Sent - (100_000 / Datagram), 9, 10);
    }

    // TMC1-Q3
    [Fact]
    public void Looks_at_no_more_numbers_of_a_request_than_it_keeps()
    {
        Repairer repairer = Make(window: 100, sent: 100);
        RepairRange[] same = [.. Enumerable.Repeat(new RepairRange(1, 65_536), RepairRange.MostPerRequest)];

        int turns = Ask(repairer, 101, same);

        Assert.Equal(1, turns);
        Assert.Equal((64 * 65_536, 64 * (65_536 - 100)), (_counters.Requested, _counters.Gone));
        Assert.Equal((63 * 100) + 100 - (65_536 / Datagram), _counters.HeldBack);
    }

    [Fact]
    public void Sends_no_more_at_once_than_it_is_told()
    {
        Repairer repairer = Make(window: 100, sent: 100);

        Assert.Equal(4, Ask(repairer, 101, most: 8, new RepairRange(1, 20), new RepairRange(30, 5)));

        Assert.Equal([8, 8, 8, 1], _link.Calls);
        Assert.Equal(25, Sent.Distinct().Count());
    }

    [Fact]
    public void What_is_sent_again_keeps_to_the_rate_and_to_the_burst()
    {
        MulticastSenderOptions options = new()
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 1),
            RepairWindow = 100,
            BitsPerSecond = 8 * 1_000_000,
            MaxBurst = 4,
            Time = _time,
        };
        HandOff handOff = new(_link, new NativeFormat(0, 1), options);
        SendLoop loop = new(handOff, options);
        Keep(handOff, 40);
        _link.Calls.Clear();
        _link.Taken.Clear();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(loop.TryBeginRepair([new RepairRange(1, 40)]));

        // A burst goes; the next one is due when it has had its time.
        Assert.True(loop.Repair());
        Assert.True(loop.Repair());
        Assert.Equal([4], _link.Calls);
        _time.Advance(TimeSpan.FromMilliseconds(4.2));
        Assert.True(loop.Repair());
        Assert.Equal([4, 4], _link.Calls);

        MulticastSenderStats stats = loop.Snapshot();
        MulticastRig.AssertIdentities(stats);
        Assert.Equal((8, 0), (stats.RepairsSent, stats.ScheduleSkips));
    }

    private static void Keep(HandOff handOff, int datagrams)
    {
        NativeFormat format = new(0, 1);
        PaceSchedule unpaced = default;
        for (int i = 0; i < datagrams; i++)
        {
            lock (handOff.Gate)
            {
                format.WriteData(handOff.Ring.Append(Datagram), default);
                handOff.Counters.DatagramsOffered++;
            }

            handOff.Send(now: 0, most: 1, ref unpaced);
        }
    }

    private Repairer Make(int window, int sent)
    {
        Repairer repairer = new(_link, new MulticastSenderOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 1), RepairWindow = window, Time = _time });
        for (long number = 1; number <= sent; number++)
        {
            repairer.Window.Keep(number, PipelineRig.Data(number, length: 1000));
        }

        return repairer;
    }

    private int Ask(Repairer repairer, long next, params RepairRange[] ranges) => Ask(repairer, next, most: 64, ranges);

    private int Ask(Repairer repairer, long next, int most, params RepairRange[] ranges)
    {
        repairer.Begin(ranges, next, ref _counters);
        int turns = 1;
        for (; repairer.SendSome(_time.GetTimestamp(), most, ref _counters, out _); turns++)
        {
            AssertSum();
        }

        AssertSum();
        return turns;
    }

    private void AssertSum() => Assert.Equal(_counters.Requested, _counters.Sent + _counters.Gone + _counters.TooSoon + _counters.HeldBack);
}
