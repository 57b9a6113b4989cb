using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sockets.Interop.Tests.Support;
using Sockets.Transport.Statsd;

namespace Sockets.Interop.Tests.Statsd;

/// <summary>The client against real servers, with the values read back from them.</summary>
public sealed class StatsdServersTests
{
    public static TheoryData<string, StatsdTransport> Ways => new()
    {
        { "statsd", StatsdTransport.Udp },
        { "statsd", StatsdTransport.Tcp },
        { "statsd", StatsdTransport.UnixStream },
        { "collectd", StatsdTransport.Udp },
        { "netdata", StatsdTransport.Udp },
        { "netdata", StatsdTransport.Tcp },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_kind_arrives_with_its_value(string server, StatsdTransport transport)
    {
        await using Stage stage = new();
        StatsdPeer peer = await StatsdPeer.StartAsync(stage, server);
        await using StatsdClient client = new(Options(peer, transport));
        StatsdCounter counter = client.CreateCounter("a.counter");
        counter.Add(2);
        counter.Add(3);
        client.CreateGauge("a.gauge").Set(7);
        client.CreateGauge("a.negative").Set(-5);
        client.CreateTimer("a.timer").Record(320.0);
        client.CreateTimer("a.fraction").Record(1.5);
        client.CreateSet("a.set").Add("joe");
        client.CreateSet("a.set").Add("jim");
        Assert.True(await client.FlushAsync(Token));

        await peer.ShowsAsync(peer.Counters, "a.counter", 5);
        await peer.ShowsAsync(peer.Gauges, "a.gauge", 7);
        await peer.ShowsAsync(peer.Gauges, "a.negative", -5);
        await peer.ShowsAsync(peer.Longest, "a.timer", 320);
        await peer.ShowsAsync(peer.Sets, "a.set", 2);

        // The table of docs/modes/statsd.md says so: collectd keeps whole milliseconds.
        await peer.ShowsAsync(peer.Longest, "a.fraction", server == "collectd" ? 1 : 1.5);
        AssertCloses(client.GetStats(), sent: 8);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Rates_fractions_and_changes_are_read_as_the_table_says(string server, StatsdTransport transport)
    {
        await using Stage stage = new();
        StatsdPeer peer = await StatsdPeer.StartAsync(stage, server);
        await using StatsdClient client = new(Options(peer, transport));
        Forward(client, "rate", (ref StatsdWriter w, StatsdName n) => w.TryCount(n, 1, 0.1));
        Forward(client, "fraction", (ref StatsdWriter w, StatsdName n) => w.TryCount(n, 0.5));
        Forward(client, "change", (ref StatsdWriter w, StatsdName n) => w.TryGauge(n, 5));
        Forward(client, "change", (ref StatsdWriter w, StatsdName n) => w.TryChangeGauge(n, 3));
        Forward(client, "change", (ref StatsdWriter w, StatsdName n) => w.TryChangeGauge(n, -10));
        Assert.True(await client.FlushAsync(Token));

        await peer.ShowsAsync(peer.Counters, "rate", 10);
        await peer.ShowsAsync(peer.Counters, "fraction", server == "statsd" ? 0.5 : 0);
        await peer.ShowsAsync(peer.Gauges, "change", -2);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Full_packets_of_many_lines_arrive_whole(string server, StatsdTransport transport)
    {
        (int lines, int packets, int mostBytes) = transport == StatsdTransport.Udp ? (100, 4, 1432) : (290, 2, 8192);
        await using Stage stage = new();
        StatsdPeer peer = await StatsdPeer.StartAsync(stage, server);
        await using StatsdClient client = new(Options(peer, transport));
        for (int i = 0; i < lines; i++)
        {
            client.CreateCounter($"many.{new string('x', 40)}.{i.ToString(CultureInfo.InvariantCulture)}").Add(i + 1);
        }

        Assert.True(await client.FlushAsync(Token));
        StatsdStats stats = client.GetStats();
        Assert.Equal(packets, stats.PacketsSent);
        Assert.InRange(stats.BytesSent, (packets - 1) * (mostBytes - 57), packets * mostBytes);
        for (int i = 0; i < lines; i++)
        {
            await peer.ShowsAsync(peer.Counters, $"many.{new string('x', 40)}.{i.ToString(CultureInfo.InvariantCulture)}", i + 1);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Hostile_names_make_no_metric_of_their_own(string server, StatsdTransport transport)
    {
        await using Stage stage = new();
        StatsdPeer peer = await StatsdPeer.StartAsync(stage, server);
        await using StatsdClient client = new(Options(peer, transport) with { Names = StatsdNamePolicy.Replace });
        client.CreateCounter("one:1|c\ninjected").Add(4);
        client.CreateCounter("two|c|#a").Add(4);
        client.CreateCounter("three@x=1;y").Add(4);
        client.CreateCounter("f\u00fcnf").Add(4);
        client.CreateSet("set").Add("a|s\ninjected:1|c");
        client.CreateCounter("last", new StatsdTag("a b", "c\n|d")).Add(4);
        Assert.True(await client.FlushAsync(Token));

        await peer.ShowsAsync(peer.Counters, "last.a_b.c__d", 4);
        await peer.ShowsAsync(peer.Counters, "one_1_c_injected", 4);
        await peer.ShowsAsync(peer.Counters, "two_c__a", 4);
        await peer.ShowsAsync(peer.Counters, "three_x_1_y", 4);
        await peer.ShowsAsync(peer.Counters, "f_nf", 4);
        await peer.ShowsAsync(peer.Sets, "set", 1);
        Assert.DoesNotContain(peer.Counters.Keys, name => name is "injected" or "one" or "two" or "three");
    }

    [Fact]
    public async Task Tags_of_graphite_and_dogstatsd_become_tags_in_statsd()
    {
        await using Stage stage = new();
        StatsdNode peer = await StatsdNode.StartAsync(stage);
        await using StatsdClient graphite = new(Options(peer, StatsdTransport.Udp) with { Dialect = StatsdDialect.Graphite });
        await using StatsdClient dog = new(Options(peer, StatsdTransport.Udp) with { Dialect = StatsdDialect.DogStatsdVersion(0) });
        graphite.CreateCounter("g", new StatsdTag("country", "cn"), new StatsdTag("az", "1")).Add(3);
        dog.CreateCounter("d", new StatsdTag("country", "cn"), new StatsdTag("az", "1")).Add(4);
        Assert.True(await graphite.FlushAsync(Token));
        Assert.True(await dog.FlushAsync(Token));

        await peer.ShowsAsync(peer.Counters, "g;country=cn;az=1", 3);
        await peer.ShowsAsync(peer.Counters, "d;country=cn;az=1", 4);
    }

    [Fact]
    public async Task Every_time_arrives_with_its_fraction_in_statsd()
    {
        await using Stage stage = new();
        StatsdNode peer = await StatsdNode.StartAsync(stage);
        await using StatsdClient client = new(Options(peer, StatsdTransport.Tcp));
        StatsdTimer timer = client.CreateTimer("t");
        double[] times = [.. Enumerable.Range(0, 1000).Select(i => i / 8.0)];
        Array.ForEach(times, timer.Record);
        Assert.True(await client.FlushAsync(Token));

        await peer.ShowsAsync(peer.Longest, "t", times[^1]);
        await Until.HoldsAsync(async () =>
        {
            await peer.LookAsync();
            return peer.Timers["t"].Count == times.Length;
        });
        Assert.Equal(times, peer.Timers["t"].Order());
    }

    [Theory]
    [InlineData(StatsdTransport.Udp)]
    [InlineData(StatsdTransport.Tcp)]
    [InlineData(StatsdTransport.UnixStream)]
    public async Task A_server_that_was_restarted_counts_on(StatsdTransport transport)
    {
        await using Stage stage = new();
        StatsdNode peer = await StatsdNode.StartAsync(stage);
        await using StatsdClient client = new(Options(peer, transport) with { FlushTimeout = TimeSpan.FromSeconds(20) });
        StatsdCounter counter = client.CreateCounter("c");
        counter.Add(1);
        Assert.True(await client.FlushAsync(Token));
        await peer.ShowsAsync(peer.Counters, "c", 1);

        peer.Program.Signal(Signal.Kill);
        await peer.Program.EndAsync();
        await peer.StartAgainAsync();
        counter.Add(2);
        Assert.True(await client.FlushAsync(Token));
        await peer.ShowsAsync(peer.Counters, "c", 3);
        AssertCloses(client.GetStats(), sent: 2);
    }

    [Theory]
    [InlineData("statsd")]
    [InlineData("netdata")]
    public async Task The_runtime_s_meters_arrive(string server)
    {
        await using Stage stage = new();
        StatsdPeer peer = await StatsdPeer.StartAsync(stage, server);
        await using StatsdClient client = new(Options(peer, StatsdTransport.Udp));
        using StatsdMeterBridge bridge = client.AttachMeters(new() { Meters = ["System.Runtime"] });
        Assert.True(await client.FlushAsync(Token));
        Assert.True(await client.FlushAsync(Token));

        await peer.ShowsAsync(peer.Gauges, "System.Runtime.dotnet.process.cpu.count", Environment.ProcessorCount);
        Assert.Equal(0, bridge.CallbackErrors);
    }

    [Fact]
    public async Task The_tool_sends_what_it_is_told()
    {
        await using Stage stage = new();
        StatsdNode peer = await StatsdNode.StartAsync(stage);
        Running tool = stage.Tool(
            "statsd", "send", $"statsd://127.0.0.1:{peer.Port}?prefix=app", "raw:1|c", "-", "--counter", "c=5", "--gauge", "g=-5", "--timer", "t=1.5ms");
        await tool.EndInputAsync("in:2|c\nin:3|c"u8.ToArray());
        await tool.FinishAsync();

        await peer.ShowsAsync(peer.Counters, "app.c", 5);
        await peer.ShowsAsync(peer.Gauges, "app.g", -5);
        await peer.ShowsAsync(peer.Longest, "app.t", 1.5);
        await peer.ShowsAsync(peer.Counters, "raw", 1);
        await peer.ShowsAsync(peer.Counters, "in", 5);
    }

    private delegate StatsdWriteStatus Line(ref StatsdWriter writer, StatsdName name);

    private static void Forward(StatsdClient client, string name, Line write)
    {
        StatsdWriter writer = new(new byte[512]);
        StatsdDialect dialect = StatsdDialect.Etsy with { FractionalCounters = true };
        Assert.Equal(StatsdWriteStatus.Written, write(ref writer, new StatsdName(dialect, name)));
        client.Forward(writer.Written);
    }

    private static StatsdOptions Options(StatsdPeer peer, StatsdTransport transport) => new()
    {
        EndPoint = transport == StatsdTransport.UnixStream
            ? new UnixDomainSocketEndPoint(((StatsdNode)peer).UnixPath)
            : new IPEndPoint(IPAddress.Loopback, peer.Port),
        Transport = transport,
        FlushInterval = TimeSpan.FromMinutes(1),
        FlushTimeout = TimeSpan.FromSeconds(10),
    };

    private static void AssertCloses(StatsdStats stats, long sent)
    {
        Assert.Equal(sent, stats.Sent);
        Assert.Equal(
            stats.Submitted,
            stats.Sent + stats.Pending + stats.SampledOut + stats.DroppedInvalid + stats.DroppedOverflow + stats.DroppedTooLarge
                + stats.DroppedRefused + stats.DroppedDisconnected + stats.DroppedClosed);
    }
}
