using System.Globalization;
using Sockets.Transport.Statsd;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

public sealed partial class StatsdClientTests
{
    [Fact]
    public async Task Adds_counts_up_and_sends_their_sum_once_per_flush()
    {
        await using ClientRig rig = new();
        StatsdCounter orders = rig.Client.CreateCounter("orders");
        orders.Add();
        orders.Add(4);
        Assert.Empty(rig.Server.Take());

        Assert.Equal(["orders:5|c"], rig.Flush());
        Assert.Equal(2, rig.Stats.Sent);
        Assert.Empty(rig.Flush());
        orders.Add(-2);
        Assert.Equal(["orders:-2|c"], rig.Flush());
        Assert.Equal(new StatsdStats { Submitted = 3, Sent = 3, LinesSent = 2, PacketsSent = 2, BytesSent = 21, Connects = 1 }, rig.Stats);
    }

    [Fact]
    public async Task Counts_of_many_threads_come_to_their_exact_sum()
    {
        await using ClientRig rig = new();
        StatsdCounter counter = rig.Client.CreateCounter("c");
        long received = 0;
        Task adding = Together.RunAsync(6, id =>
        {
            for (int i = 0; i < 50_000; i++)
            {
                counter.Add(id + 1);
            }
        });
        while (!adding.IsCompleted)
        {
            received += rig.Flush().Sum(line => long.Parse(line[2..^2], CultureInfo.InvariantCulture));
        }

        await adding;
        received += rig.Flush().Sum(line => long.Parse(line[2..^2], CultureInfo.InvariantCulture));
        Assert.Equal(50_000 * 21, received);
        Assert.Equal(300_000, rig.Stats.Sent);
    }

    [Fact]
    public async Task Threads_that_come_and_go_lose_nothing()
    {
        await using ClientRig rig = new();
        StatsdCounter counter = rig.Client.CreateCounter("c");
        for (int i = 0; i < 40; i++)
        {
            await Together.RunAsync(8, _ => counter.Add());
        }

        Assert.Equal(["c:320|c"], rig.Flush());
    }

    [Fact]
    public async Task More_threads_at_once_than_there_are_cells_lose_nothing()
    {
        await using ClientRig rig = new();
        StatsdCounter counter = rig.Client.CreateCounter("c");
        using Barrier allLive = new(300);
        await Together.RunAsync(300, _ =>
        {
            allLive.SignalAndWait();
            for (int i = 0; i < 100; i++)
            {
                counter.Add();
            }
        });

        Assert.Equal(["c:30000|c"], rig.Flush());
        Assert.Equal(30_000, rig.Stats.Sent);
    }

    [Fact]
    public async Task Sends_the_last_value_of_a_gauge()
    {
        await using ClientRig rig = new();
        StatsdGauge depth = rig.Client.CreateGauge("depth");
        depth.Set(7);
        depth.Set(3);
        depth.Add(2.5);

        Assert.Equal(5.5, depth.Value);
        Assert.Equal(["depth:5.5|g"], rig.Flush());
        Assert.Equal(3, rig.Stats.Sent);
    }

    // STATSD-G1
    [Fact]
    public async Task Sends_a_negative_gauge_as_two_lines_of_one_packet()
    {
        await using ClientRig rig = new(o => o with { MaxPacketBytes = 64 });
        rig.Client.CreateCounter(new string('x', 50)).Add();
        rig.Client.CreateGauge("depth").Set(-5);
        rig.Client.Gauge("other"u8, -6);

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["other:0|g\nother:-6|g", $"{new string('x', 50)}:1|c", "depth:0|g\ndepth:-5|g"], rig.Server.Take());
    }

    [Fact]
    public async Task Sends_a_gauge_again_that_still_stands()
    {
        await using ClientRig rig = new();
        rig.Client.CreateGauge("depth").Set(5);
        Assert.Equal(["depth:5|g"], rig.Flush());
        for (int i = 0; i < 9; i++)
        {
            Assert.Empty(rig.Flush());
        }

        Assert.Equal(["depth:5|g"], rig.Flush());
    }

    [Fact]
    public async Task A_gauge_that_was_never_set_is_never_sent()
    {
        await using ClientRig rig = new();
        rig.Client.CreateGauge("depth");
        for (int i = 0; i < 12; i++)
        {
            Assert.Empty(rig.Flush());
        }
    }

    [Fact]
    public async Task Sends_times_with_their_fractions()
    {
        await using ClientRig rig = new();
        StatsdTimer timer = rig.Client.CreateTimer("rtt");
        timer.Record(TimeSpan.FromMicroseconds(400));
        timer.Record(12.5);
        using (timer.Start())
        {
        }

        List<string> lines = rig.Flush();
        Assert.Equal(["rtt:0.4|ms", "rtt:12.5|ms"], lines[..2]);
        Assert.InRange(double.Parse(lines[2][4..^3], CultureInfo.InvariantCulture), 0, 30_000);
    }

    // STATSD-T4
    [Fact]
    public async Task Packs_the_values_of_a_flush_in_dogstatsd()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd });
        StatsdDistribution sizes = rig.Client.CreateDistribution("sizes");
        StatsdHistogram waits = rig.Client.CreateHistogram("waits");
        sizes.Record(1);
        sizes.Record(2);
        waits.Record(-1);

        Assert.Equal(["sizes:1:2|d", "waits:-1|h"], rig.Flush());
    }

    // STATSD-T3
    [Fact]
    public async Task Beyond_its_room_a_timer_sends_a_sample_with_its_true_rate()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.Graphite, SamplesPerFlush = 4 });
        StatsdTimer timer = rig.Client.CreateTimer("t");
        for (int i = 0; i < 16; i++)
        {
            timer.Record((double)i);
        }

        List<string> lines = rig.Flush();
        Assert.Equal(4, lines.Count);
        Assert.All(lines, line => Assert.EndsWith("|ms|@0.25", line, StringComparison.Ordinal));
        Assert.Equal(12, rig.Stats.SampledOut);
        timer.Record(1.0);
        Assert.Equal(["t:1|ms"], rig.Flush());
    }

    [Fact]
    public async Task Every_value_has_the_same_chance_to_be_in_the_sample()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.Graphite, SamplesPerFlush = 4 });
        StatsdTimer timer = rig.Client.CreateTimer("t");
        int[] seen = new int[16];
        for (int round = 0; round < 2000; round++)
        {
            for (int i = 0; i < 16; i++)
            {
                timer.Record((double)i);
            }

            rig.Flush().ForEach(line => seen[int.Parse(line[2..line.IndexOf('|', StringComparison.Ordinal)], CultureInfo.InvariantCulture)]++);
        }

        // 500 each are expected, with a standard deviation of 19: eight of those off happens to nobody.
        Assert.All(seen, count => Assert.InRange(count, 350, 650));
    }

    [Fact]
    public async Task Beyond_its_room_a_timer_without_a_rate_drops_and_counts()
    {
        await using ClientRig rig = new(o => o with { SamplesPerFlush = 4 });
        StatsdTimer timer = rig.Client.CreateTimer("t");
        for (int i = 0; i < 16; i++)
        {
            timer.Record((double)i);
        }

        Assert.All(rig.Flush(), line => Assert.EndsWith("|ms", line, StringComparison.Ordinal));
        Assert.Equal(12, rig.Stats.DroppedOverflow);
    }

    [Fact]
    public async Task A_sampled_timer_keeps_its_part_and_says_so()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd, SamplesPerFlush = 100_000 });
        StatsdTimer timer = rig.Client.CreateTimer("t", sampleRate: 0.25);
        for (int i = 0; i < 10_000; i++)
        {
            timer.Record(1.0);
        }

        Assert.All(rig.Flush(), line => Assert.EndsWith("|ms|@0.25", line, StringComparison.Ordinal));
        Assert.InRange(rig.Stats.Sent, 2000, 3000);
    }

    [Fact]
    public async Task Threads_that_record_at_once_lose_nothing()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd, SamplesPerFlush = 1_000_000 });
        StatsdTimer timer = rig.Client.CreateTimer("t");
        await Together.RunAsync(4, _ =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                timer.Record(1.0);
            }
        });
        while (rig.Stats.Pending > 0)
        {
            rig.Flush();
        }

        Assert.Equal(40_000, rig.Stats.Sent);
    }

    [Fact]
    public async Task Sends_each_member_of_a_set_once_per_flush()
    {
        await using ClientRig rig = new();
        StatsdSet users = rig.Client.CreateSet("users");
        users.Add("joe");
        users.Add("joe"u8);
        users.Add(17);
        users.Add("j\u00f6rg");

        Assert.Equal(["users:joe|s", "users:17|s", "users:j\u00f6rg|s"], rig.Flush());
        Assert.Equal(4, rig.Stats.Sent);
        users.Add("joe");
        Assert.Equal(["users:joe|s"], rig.Flush());
    }

    [Fact]
    public async Task A_set_is_bounded()
    {
        await using ClientRig rig = new();
        StatsdSet set = rig.Client.CreateSet("s");
        for (int i = 0; i < 4097; i++)
        {
            set.Add(i);
        }

        set.Add(0);
        while (rig.Stats.Pending > 0)
        {
            rig.Flush();
        }

        Assert.Equal((4097, 1), (rig.Stats.Sent, rig.Stats.DroppedOverflow));
    }
}
