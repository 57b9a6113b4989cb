using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Statsd;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>Metrics named in the call, and what cannot be said.</summary>
public sealed partial class StatsdClientTests
{
    // STATSD-N2, STATSD-T5
    [Fact]
    public async Task What_cannot_be_said_is_dropped_and_counted_and_nothing_throws()
    {
        await using ClientRig rig = new();
        rig.Client.CreateGauge("g").Set(double.NaN);
        rig.Client.CreateGauge("g").Add(double.PositiveInfinity);
        rig.Client.CreateTimer("t").Record(-1.0);
        rig.Client.CreateSet("s").Add("a|b");
        rig.Client.CreateSet("s").Add("");
        rig.Client.Count("a b"u8, 1);
        rig.Client.Count(""u8, 1);
        rig.Client.Count("a"u8, 0.5);
        rig.Client.Gauge("a"u8, double.NaN);
        rig.Client.Set("a"u8, "\n"u8);
        rig.Client.Count("a"u8, 1, new StatsdTag(""));

        Assert.Empty(rig.Flush());
        Assert.Equal((11, 11), (rig.Stats.Submitted, rig.Stats.DroppedInvalid));
    }

    // STATSD-M2
    [Fact]
    public async Task Replaces_what_is_illegal_when_asked_to()
    {
        await using ClientRig rig = new(o => o with { Names = StatsdNamePolicy.Replace });
        rig.Client.Count("a b\n"u8, 1);
        rig.Client.Set("s"u8, "x|y"u8);
        rig.Client.CreateSet("t").Add("x:y");

        Assert.Equal(["a_b_:1|c", "s:x_y|s", "t:x_y|s"], rig.Flush());
    }

    // STATSD-M6
    [Fact]
    public async Task Writes_metrics_that_are_named_in_the_call()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd, Prefix = "app", Tags = [new("env", "prod"), new("az", "1")] });
        rig.Client.Count("a"u8, 0.5, new StatsdTag("az", "2"));
        rig.Client.CountAt("a"u8, 2, DateTimeOffset.FromUnixTimeSeconds(9));
        rig.Client.Gauge("b"u8, -1);
        rig.Client.GaugeAt("b"u8, 1, DateTimeOffset.FromUnixTimeSeconds(9));
        rig.Client.Time("c"u8, 1.5);
        rig.Client.Histogram("d"u8, 2);
        rig.Client.Distribution("e"u8, 3);
        rig.Client.Set("f"u8, "x"u8);
        rig.Client.Event(new() { Title = "t", Text = "x" });
        rig.Client.ServiceCheck(new() { Name = "db" });

        Assert.Equal(
            [
                "app.a:0.5|c|#env:prod,az:2",
                "app.a:2|c|#env:prod,az:1|T9",
                "app.b:-1|g|#env:prod,az:1",
                "app.b:1|g|#env:prod,az:1|T9",
                "app.c:1.5|ms|#env:prod,az:1",
                "app.d:2|h|#env:prod,az:1",
                "app.e:3|d|#env:prod,az:1",
                "app.f:x|s|#env:prod,az:1",
                "_e{1,1}:t|x|#env:prod,az:1",
                "_sc|app.db|0|#env:prod,az:1",
            ],
            rig.Flush());
    }

    [Fact]
    public async Task Forwards_lines_as_they_are_and_keeps_together_what_belongs_together()
    {
        await using ClientRig rig = new(o => o with { MaxPacketBytes = 64 });
        rig.Client.Forward("some odd line"u8);
        rig.Client.Forward("g:0|g\ng:-5|g"u8);
        rig.Client.Forward(""u8);
        rig.Client.Forward("a:1|c\n"u8);
        rig.Client.Forward("a\0:1|c"u8);

        Assert.Equal(["some odd line", "g:0|g", "g:-5|g"], rig.Flush());
        Assert.Equal((2, 3), (rig.Stats.Sent, rig.Stats.DroppedInvalid));
    }

    // STATSD-T2
    [Fact]
    public async Task Says_at_once_what_the_dialect_does_not_have()
    {
        await using ClientRig rig = new();
        Assert.Contains("SendAsTimer", Assert.Throws<NotSupportedException>(() => rig.Client.CreateHistogram("h")).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => rig.Client.CreateDistribution("h"));
        Assert.Throws<NotSupportedException>(() => rig.Client.Event(new() { Title = "t" }));
        Assert.Throws<NotSupportedException>(() => rig.Client.ServiceCheck(new() { Name = "t" }));
        Assert.Throws<NotSupportedException>(() => rig.Client.CountAt("a"u8, 1, DateTimeOffset.UnixEpoch));
        Assert.Throws<ArgumentException>(() => rig.Client.CreateTimer("t", sampleRate: 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Client.CreateTimer("t", sampleRate: 0));
    }

    // STATSD-T2
    [Fact]
    public async Task Sends_a_histogram_as_a_timer_when_asked_to()
    {
        await using ClientRig rig = new(o => o with { Unsupported = StatsdUnsupported.SendAsTimer });
        rig.Client.CreateHistogram("h").Record(5);
        rig.Client.CreateDistribution("d").Record(6);
        Assert.Equal(["h:5|ms", "d:6|ms"], rig.Flush());
    }

    [Fact]
    public async Task Gives_the_same_handle_for_the_same_series()
    {
        await using ClientRig rig = new();
        Assert.Same(rig.Client.CreateCounter("a", new StatsdTag("k", "v")), rig.Client.CreateCounter("a", new StatsdTag("k", "v")));
        Assert.NotSame(rig.Client.CreateCounter("a"), rig.Client.CreateCounter("a", new StatsdTag("k", "v")));
        rig.Client.CreateGauge("a").Set(1);
    }

    [Fact]
    public async Task A_handle_has_one_sample_rate()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd });
        Assert.Same(rig.Client.CreateTimer("t", 0.5), rig.Client.CreateTimer("t", 0.5));
        ArgumentException e = Assert.Throws<ArgumentException>(() => rig.Client.CreateTimer("t"));
        Assert.Equal("t has the sample rate 0.5 already: ask for it with the same, or take another name. (Parameter 'sampleRate')", e.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Client.CreateTimer("t", 7));
        rig.Client.CreateHistogram("t");
        Assert.Throws<ArgumentException>(() => rig.Client.CreateHistogram("t", 0.5));
        rig.Client.CreateDistribution("t", 0.1);
        Assert.Throws<ArgumentException>(() => rig.Client.CreateDistribution("t", 0.5));
    }

    [Fact]
    public async Task There_are_only_so_many_handles()
    {
        await using ClientRig rig = new();
        for (int i = 0; i < StatsdClient.MaxSeries; i++)
        {
            rig.Client.CreateCounter($"c{i}");
        }

        Assert.Contains("100000 handles", Assert.Throws<InvalidOperationException>(() => rig.Client.CreateCounter("one.more")).Message, StringComparison.Ordinal);
        rig.Client.CreateCounter("c7").Add();
        Assert.Equal(["c7:1|c"], rig.Flush());
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        StatsdOptions options = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 1) };
        Assert.All<StatsdOptions>(
            [
                options with { MaxPacketBytes = 63 },
                options with { MaxPacketBytes = 65_508 },
                options with { FlushInterval = TimeSpan.FromMilliseconds(9) },
                options with { SamplesPerFlush = 0 },
                options with { QueueBytes = 0 },
                options with { Transport = StatsdTransport.UnixDatagram },
                options with { EndPoint = new UnixDomainSocketEndPoint("/x") },
                options with { Framing = StatsdFraming.LineFeed },
                options with { Transport = StatsdTransport.Tcp, Framing = StatsdFraming.Datagram },
                options with { Prefix = "a b" },
                options with { Tags = [new("a|", "b")] },
                options with { Origin = new() { ContainerId = "x" } },
                options with { Dialect = StatsdDialect.DogStatsd, Origin = new() { ContainerId = "x|y" } },
            ],
            odd => Assert.ThrowsAny<ArgumentException>(() => new StatsdClient(odd)));
    }
}
