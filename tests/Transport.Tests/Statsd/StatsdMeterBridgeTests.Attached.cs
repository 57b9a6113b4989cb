using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Sockets.Transport.Diagnostics;
using Sockets.Transport.Statsd;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.Tcp;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>How many series there are, and for how long.</summary>
public sealed partial class StatsdMeterBridgeTests
{
    [Fact]
    public async Task Beyond_the_most_series_everything_goes_into_one()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [Name], MaxSeriesPerInstrument = 2 });
        Counter<int> counter = _meter.CreateCounter<int>("c");
        for (int i = 0; i < 5; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("i", i));
        }

        Assert.Equal([$"{Name}.c:1|c|#i:0", $"{Name}.c:1|c|#i:1", $"{Name}.c:3|c|#otel.metric.overflow:true"], rig.Flush());
        Assert.Equal((2, 3), (bridge.Series, bridge.Overflowed));
    }

    [Fact]
    public async Task Ten_thousand_series_come_out_one_by_one()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [Name], MaxSeriesPerInstrument = 10_000 });
        Counter<int> counter = _meter.CreateCounter<int>("c");
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("i", i));
            }
        }

        List<string> lines = [];
        while (rig.Stats.Pending > 0)
        {
            rig.Time.Advance(StatsdClient.SliceInterval);
            lines.AddRange(rig.Server.Lines());
        }

        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"{Name}.c:2|c|#i:{i}"), lines);
    }

    [Fact]
    public async Task Detached_it_sends_what_was_measured_and_no_more()
    {
        await using ClientRig rig = Dog();
        Counter<int> counter = _meter.CreateCounter<int>("c");
        StatsdMeterBridge bridge = Attach(rig);
        counter.Add(1);
        bridge.Dispose();
        counter.Add(2);
        Assert.Equal([$"{Name}.c:1|c"], rig.Flush());
        Assert.Equal(1, rig.Stats.Submitted);

        using StatsdMeterBridge again = Attach(rig);
        counter.Add(4);
        Assert.Equal([$"{Name}.c:4|c"], rig.Flush());
        Assert.Equal(2, rig.Stats.Sent);
    }

    [Fact]
    public async Task What_finds_no_place_among_the_client_s_series_is_counted()
    {
        await using ClientRig rig = Dog();
        for (int i = 0; i < StatsdClient.MaxSeries; i++)
        {
            rig.Client.CreateCounter($"c{i}");
        }

        using StatsdMeterBridge bridge = Attach(rig);
        Counter<int> counter = _meter.CreateCounter<int>("c");
        counter.Add(1);
        counter.Add(1);
        rig.Flush();
        Assert.Equal((2, 2), (rig.Stats.Submitted, rig.Stats.DroppedOverflow));
        Assert.Equal((0, 2), (bridge.Series, bridge.Overflowed));
    }

    [Fact]
    public async Task An_instrument_that_is_gone_leaves_its_count_of_overflowed_and_nothing_else()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [Name], MaxSeriesPerInstrument = 1 });
        for (int round = 1; round <= 3; round++)
        {
            using (Meter meter = new(Name))
            {
                Counter<int> counter = meter.CreateCounter<int>("c");
                counter.Add(1, new KeyValuePair<string, object?>("i", 1));
                counter.Add(1, new KeyValuePair<string, object?>("i", 2));
                Assert.Equal(1, bridge.Series);
            }

            Assert.Equal((0, round), (bridge.Series, bridge.Overflowed));
            rig.Flush();
            Assert.Equal(2 * round, rig.Stats.Sent);
        }
    }

    [Fact]
    public async Task Attaching_and_detaching_under_load_loses_no_count_of_its_own()
    {
        await using ClientRig rig = Dog();
        Counter<int> counter = _meter.CreateCounter<int>("c");
        using CancellationTokenSource stop = new();
        Task load = Together.RunAsync(3, id =>
        {
            KeyValuePair<string, object?> tag = new("id", id);
            while (!stop.IsCancellationRequested)
            {
                counter.Add(1, tag);
            }
        });
        long received = 0;
        for (int i = 0; i < 50; i++)
        {
            using (Attach(rig))
            {
                received += Sum(rig.Flush());
            }
        }

        await stop.CancelAsync();
        await load;
        received += Sum(rig.Flush());
        Assert.Equal(rig.Stats.Sent, received);

        static long Sum(List<string> lines) => lines.Sum(line => long.Parse(line.Split(':', '|')[1], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Sends_the_meters_of_the_runtime()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = ["System.Runtime"] });
        rig.Flush();
        List<string> lines = rig.Flush();
        Assert.Contains(lines, line => line.StartsWith("System.Runtime.dotnet.process.memory.working_set:", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("System.Runtime.dotnet.gc.collections:", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.NotEmpty(StrictLine.Packet(Encoding.UTF8.GetBytes(line), StatsdDialect.DogStatsd)));
        Assert.Equal(0, bridge.CallbackErrors);
    }

    [Fact]
    public async Task Sends_the_toolkit_s_own_meters()
    {
        await using Loopback session = await Loopback.ConnectAsync(Loopback.ServerOptions(), Loopback.ClientOptions());
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [MeterNames.Tcp, MeterNames.Statsd] });
        rig.Client.CreateCounter("own").Add(5);
        rig.Flush();
        long before = session.Client.Connection.GetStats().MessagesSent;
        await session.Client.SendAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => session.Client.Connection.GetStats().MessagesSent > before);

        // Other tests may have sessions and clients at the same time, so what is certain is the least.
        Dictionary<string, double> values = rig.Flush().SelectMany(line => StrictLine.Packet(Encoding.UTF8.GetBytes(line), StatsdDialect.DogStatsd))
            .GroupBy(line => line.Name).ToDictionary(line => line.Key, line => line.Last().Numbers.Single());
        Assert.InRange(values[$"{MeterNames.Tcp}.sockets.tcp.messages.sent"], 1, double.MaxValue);
        Assert.InRange(values[$"{MeterNames.Tcp}.sockets.tcp.connections"], 2, double.MaxValue);
        Assert.InRange(values[$"{MeterNames.Statsd}.sockets.statsd.packets.sent"], 1, double.MaxValue);
        Assert.InRange(values[$"{MeterNames.Statsd}.sockets.statsd.clients"], 1, double.MaxValue);
        Assert.Equal(0, bridge.CallbackErrors);
    }

    [Fact]
    public async Task Refuses_what_makes_no_sense()
    {
        await using ClientRig rig = new();
        Assert.ThrowsAny<ArgumentException>(() => rig.Client.AttachMeters(new() { Meters = [Name], MaxSeriesPerInstrument = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => rig.Client.AttachMeters(new() { Meters = [Name], Histograms = StatsdMetricType.Gauge }));
        Assert.ThrowsAny<ArgumentException>(() => rig.Client.AttachMeters(new() { Meters = [Name], Histograms = StatsdMetricType.Distribution }));
    }
}
