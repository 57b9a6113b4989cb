using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Statsd;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>When and how what was gathered leaves.</summary>
public sealed partial class StatsdClientTests
{
    // STATSD-L4
    [Fact]
    public async Task A_line_that_fits_no_packet_is_dropped_alone()
    {
        await using ClientRig rig = new(o => o with { MaxPacketBytes = 64 });
        rig.Client.CreateCounter("before").Add();
        rig.Client.CreateCounter(new string('x', 64)).Add(3);
        rig.Client.Count("w"u8, 1, new StatsdTag("k", new string('y', 64)));
        rig.Client.CreateTimer(new string('t', 62)).Record(1.0);
        rig.Client.CreateCounter("after").Add();

        Assert.Equal(["before:1|c", "after:1|c"], rig.Flush());
        Assert.Equal((2, 3), (rig.Stats.Sent, rig.Stats.DroppedTooLarge));
    }

    // STATSD-L1
    [Fact]
    public async Task Fills_packets_up_to_their_size_and_not_beyond()
    {
        await using ClientRig rig = new();
        for (int i = 0; i < 1000; i++)
        {
            rig.Client.CreateCounter($"some.name.{i}").Add(i);
        }

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        List<string> packets = rig.Server.Take();
        Assert.Equal(1000, packets.Sum(packet => packet.Split('\n').Length));
        Assert.All(packets, packet => Assert.InRange(packet.Length, 1, 1432));
        Assert.All(packets.SkipLast(1), packet => Assert.InRange(packet.Length, 1432 - 24, 1432));
    }

    [Fact]
    public async Task Spreads_a_flush_over_slices_of_16_packets()
    {
        await using ClientRig rig = new(o => o with { MaxPacketBytes = 64 });
        for (int i = 0; i < 40; i++)
        {
            rig.Client.CreateCounter(new string('x', 50) + i.ToString(CultureInfo.InvariantCulture)).Add();
        }

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(16, rig.Server.Take().Count);
        rig.Time.Advance(StatsdClient.SliceInterval);
        Assert.Equal(16, rig.Server.Take().Count);
        Assert.Equal(8, rig.Stats.Pending);
        rig.Time.Advance(StatsdClient.SliceInterval);
        Assert.Equal(8, rig.Server.Take().Count);
        rig.Time.Advance(StatsdClient.SliceInterval);
        Assert.Empty(rig.Server.Take());
    }

    [Fact]
    public async Task The_queue_of_single_lines_is_bounded()
    {
        await using ClientRig rig = new(o => o with { QueueBytes = 30 });
        for (int i = 0; i < 5; i++)
        {
            rig.Client.Count("abc"u8, i);
        }

        Assert.Equal(["abc:0|c", "abc:1|c", "abc:2|c"], rig.Flush());
        Assert.Equal(2, rig.Stats.DroppedOverflow);
    }

    [Fact]
    public async Task Single_lines_leave_before_their_time_when_half_of_their_room_is_taken_and_sums_do_not()
    {
        await using ClientRig rig = new(o => o with { QueueBytes = 40 });
        rig.Client.CreateCounter("sum").Add();
        rig.Client.Count("abc"u8, 0);
        rig.Client.Count("abc"u8, 1);
        rig.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Empty(rig.Server.Lines());
        rig.Client.Count("abc"u8, 2);
        rig.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["abc:0|c", "abc:1|c", "abc:2|c"], rig.Server.Lines());
        Assert.Equal(["sum:1|c"], rig.Flush());
    }

    [Fact]
    public async Task A_flush_on_request_sends_at_once_what_was_submitted()
    {
        await using ClientRig rig = new();
        StatsdCounter counter = rig.Client.CreateCounter("c");
        counter.Add();
        Assert.True(await rig.Client.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["c:1|c"], rig.Server.Lines());
    }

    [Fact]
    public async Task A_flush_on_request_says_when_a_packet_of_it_was_lost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells at once");
        await using ClientRig rig = new();
        rig.Server.Dispose();
        rig.Client.CreateCounter("c").Add();
        Assert.False(await rig.Client.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, rig.Stats.DroppedRefused);

        // Nothing was left, and so nothing was lost.
        Assert.True(await rig.Client.FlushAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_flush_on_request_is_not_troubled_by_what_could_never_leave()
    {
        await using ClientRig rig = new();
        rig.Client.CreateGauge("g").Set(double.NaN);
        rig.Client.CreateCounter("c").Add();
        Assert.True(await rig.Client.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal((1, 1), (rig.Stats.Sent, rig.Stats.DroppedInvalid));
    }

    [Fact]
    public async Task A_flush_on_request_does_nothing_after_the_disposal_and_says_so()
    {
        await using ClientRig rig = new();
        await rig.Client.DisposeAsync();
        Assert.False(await rig.Client.FlushAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_flush_on_request_hurries_when_half_of_its_time_is_over()
    {
        await using ClientRig rig = new(o => o with
        {
            MaxPacketBytes = 64,
            FlushInterval = TimeSpan.FromMinutes(1),
            FlushTimeout = TimeSpan.FromSeconds(1),
        });

        // A packet each: 16 at a time, every 10 ms, would take two seconds.
        for (int i = 0; i < 3200; i++)
        {
            rig.Client.CreateCounter($"{new string('x', 50)}{i}").Add();
        }

        Task<bool> flush = rig.Client.FlushAsync(TestContext.Current.CancellationToken).AsTask();
        await rig.AdvanceUntilAsync(flush);
        Assert.True(await flush);
        Assert.Equal(3200, rig.Stats.Sent);
        Assert.InRange(rig.Time.GetElapsedTime(0), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_disposal_ends_in_time_and_counts_what_could_not_leave()
    {
        await using ClientRig rig = new(o => o with
        {
            EndPoint = new DnsEndPoint("nowhere.test", 1),
            Resolve = _ => throw new SocketException((int)SocketError.HostNotFound),
            FlushTimeout = TimeSpan.FromSeconds(1),
        });
        rig.Client.CreateCounter("c").Add(5);
        Task disposal = rig.Client.DisposeAsync().AsTask();
        await rig.AdvanceUntilAsync(disposal, timers: 1);
        Assert.Equal((1, 0), (rig.Stats.DroppedClosed, rig.Stats.Pending));
        Assert.Equal(TimeSpan.FromSeconds(1), rig.Time.GetElapsedTime(0));
    }

    [Fact]
    public async Task Disposal_sends_what_is_left_and_counts_what_comes_later()
    {
        await using ClientRig rig = new();
        StatsdCounter counter = rig.Client.CreateCounter("c");
        counter.Add(3);
        await rig.Client.DisposeAsync();
        Assert.Equal(["c:3|c"], rig.Server.Lines());

        counter.Add();
        rig.Client.Count("x"u8, 1);
        await rig.Client.DisposeAsync();
        Assert.Equal((1, 2, 0), (rig.Stats.Sent, rig.Stats.DroppedClosed, rig.Stats.Pending));
        Assert.Empty(rig.Flush());
    }
}
