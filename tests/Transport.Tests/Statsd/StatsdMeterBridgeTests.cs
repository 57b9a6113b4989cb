using System.Diagnostics.Metrics;
using Sockets.Transport.Statsd;

namespace Sockets.Transport.Tests.Statsd;

public sealed partial class StatsdMeterBridgeTests : IDisposable
{
    private readonly Meter _meter = new($"Test.{Guid.NewGuid():N}");

    private string Name => _meter.Name;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task A_counter_sends_what_was_added()
    {
        await using ClientRig rig = Dog();
        Counter<long> counter = _meter.CreateCounter<long>("orders");
        using StatsdMeterBridge bridge = Attach(rig);
        Counter<double> later = _meter.CreateCounter<double>("later");
        counter.Add(2);
        counter.Add(3);
        later.Add(0.5);
        later.Add(0.25);

        Assert.Equal([$"{Name}.orders:5|c", $"{Name}.later:0.75|c"], rig.Flush());
    }

    [Fact]
    public async Task Measurements_of_every_type_arrive()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = Attach(rig);
        _meter.CreateCounter<byte>("byte").Add(1);
        _meter.CreateUpDownCounter<short>("short").Add(-2);
        _meter.CreateHistogram<int>("int").Record(3);
        _meter.CreateGauge<long>("long").Record(4);
        _meter.CreateHistogram<float>("float").Record(0.5F);
        _meter.CreateUpDownCounter<double>("double").Add(0.75);
        _meter.CreateCounter<decimal>("decimal").Add(1.25m);

        Assert.Equal(
            ["byte:1|c", "short:-2|g", "int:3|h", "long:4|g", "float:0.5|h", "double:0.75|g", "decimal:1.25|c"],
            [.. rig.Flush().Select(line => line[(Name.Length + 1)..])]);
    }

    [Fact]
    public async Task A_fraction_is_carried_over_where_servers_cut_it_off()
    {
        await using ClientRig rig = new();
        using StatsdMeterBridge bridge = Attach(rig);
        Counter<double> counter = _meter.CreateCounter<double>("c");
        counter.Add(0.75);
        Assert.Equal([$"{Name}.c:0|c"], rig.Flush());
        counter.Add(0.5);
        Assert.Equal([$"{Name}.c:1|c"], rig.Flush());
        counter.Add(0.75);
        Assert.Equal([$"{Name}.c:1|c"], rig.Flush());
    }

    [Fact]
    public async Task What_goes_up_and_down_is_a_gauge_of_the_running_total()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = Attach(rig);
        UpDownCounter<int> queue = _meter.CreateUpDownCounter<int>("queue");
        queue.Add(5);
        queue.Add(-2);
        Assert.Equal([$"{Name}.queue:3|g"], rig.Flush());
        queue.Add(-4);
        Assert.Equal([$"{Name}.queue:-1|g"], rig.Flush());
    }

    [Fact]
    public async Task A_running_total_that_stands_is_sent_again()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = Attach(rig);
        _meter.CreateUpDownCounter<int>("queue").Add(5);
        Assert.Single(rig.Flush());
        List<string> lines = [.. Enumerable.Range(0, 10).SelectMany(_ => rig.Flush())];
        Assert.Equal([$"{Name}.queue:5|g"], lines);
    }

    [Fact]
    public async Task A_histogram_of_time_is_a_timer_in_milliseconds_with_its_fraction()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = Attach(rig);
        _meter.CreateHistogram<double>("s", "s").Record(0.0004);
        _meter.CreateHistogram<double>("ms", "ms").Record(1.5);
        _meter.CreateHistogram<long>("us", "us").Record(250);
        _meter.CreateHistogram<int>("bytes", "By").Record(7);

        Assert.Equal([$"{Name}.s:0.4|ms", $"{Name}.ms:1.5|ms", $"{Name}.us:0.25|ms", $"{Name}.bytes:7|h"], rig.Flush());
    }

    [Fact]
    public async Task A_histogram_without_a_unit_is_a_timer_where_there_is_nothing_else()
    {
        await using ClientRig rig = new();
        using StatsdMeterBridge bridge = Attach(rig);
        _meter.CreateHistogram<int>("bytes", "By").Record(7);
        Assert.Equal([$"{Name}.bytes:7|ms"], rig.Flush());
    }

    [Fact]
    public async Task A_histogram_can_be_a_distribution()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [Name], Histograms = StatsdMetricType.Distribution });
        _meter.CreateHistogram<int>("bytes", "By").Record(7);
        Assert.Equal([$"{Name}.bytes:7|d"], rig.Flush());
    }

    [Fact]
    public async Task Gauges_send_their_last_value_and_leave_out_what_is_none()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = Attach(rig);
        Gauge<double> gauge = _meter.CreateGauge<double>("g");
        gauge.Record(1);
        gauge.Record(2.5);
        gauge.Record(double.NaN);
        _meter.CreateObservableGauge("og", () => 4);
        _meter.CreateObservableUpDownCounter("oud", () => -3);

        Assert.Equal([$"{Name}.g:2.5|g", $"{Name}.og:4|g", $"{Name}.oud:-3|g"], rig.Flush());
        Assert.Equal(1, rig.Stats.DroppedInvalid);
    }

    [Fact]
    public async Task An_observed_total_sends_its_growth_and_begins_where_it_is()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = Attach(rig);
        long total = 1_000_000;
        _meter.CreateObservableCounter("oc", () => total);
        Assert.Equal([$"{Name}.oc:0|c"], rig.Flush());
        total += 5;
        Assert.Equal([$"{Name}.oc:5|c"], rig.Flush());
        total = 3;
        Assert.Equal([$"{Name}.oc:3|c"], rig.Flush());
    }

    [Fact]
    public async Task Observed_totals_whose_tags_are_left_out_are_one_total()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [Name], DropTags = ["direction"] });
        long[] totals = [1000, 50];
        _meter.CreateObservableCounter("io", () => totals.Select((total, i) => new Measurement<long>(total, new KeyValuePair<string, object?>("direction", i))));
        Assert.Equal([$"{Name}.io:0|c"], rig.Flush());
        totals = [1003, 54];
        Assert.Equal([$"{Name}.io:7|c"], rig.Flush());

        // Beside others a new one is growth; where some are gone, nobody can tell a growth.
        totals = [1003, 54, 2];
        Assert.Equal([$"{Name}.io:2|c"], rig.Flush());
        totals = [1006];
        Assert.Equal([$"{Name}.io:0|c"], rig.Flush());
        totals = [1007];
        Assert.Equal([$"{Name}.io:1|c"], rig.Flush());
        totals = [4];
        Assert.Equal([$"{Name}.io:4|c"], rig.Flush());
    }

    [Fact]
    public async Task Observed_totals_beyond_the_most_series_are_one_total()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [Name], MaxSeriesPerInstrument = 1 });
        long[] totals = [1, 1000, 50];
        _meter.CreateObservableCounter("io", () => totals.Select((total, i) => new Measurement<long>(total, new KeyValuePair<string, object?>("i", i))));
        rig.Flush();
        totals = [2, 1003, 54];
        Assert.Equal([$"{Name}.io:1|c|#i:0", $"{Name}.io:7|c|#otel.metric.overflow:true"], rig.Flush().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_observed_values_whose_tags_are_left_out_the_last_one_stands()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [Name], DropTags = ["i"] });
        _meter.CreateObservableGauge("g", () => Enumerable.Range(5, 3).Select(i => new Measurement<int>(i, new KeyValuePair<string, object?>("i", i))));
        Assert.Equal([$"{Name}.g:7|g"], rig.Flush());
    }

    [Fact]
    public async Task A_value_that_is_no_longer_observed_is_not_sent_again()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = Attach(rig);
        Measurement<int>[] values = [new(4)];
        _meter.CreateObservableGauge("og", () => values);
        _meter.CreateObservableUpDownCounter("oud", () => values);
        Assert.Equal(2, rig.Flush().Count);
        values = [];
        Assert.Empty(Enumerable.Range(0, 30).SelectMany(_ => rig.Flush()));
    }

    [Fact]
    public async Task Tags_of_meter_instrument_and_measurement_come_together_and_their_order_means_nothing()
    {
        await using ClientRig rig = Dog();
        using Meter meter = new(new MeterOptions(Name) { Tags = [new("m", 1), new("x", "meter")] });
        using StatsdMeterBridge bridge = Attach(rig);
        Counter<int> counter = meter.CreateCounter<int>("c", null, null, [new("i", true)]);
        counter.Add(1, new KeyValuePair<string, object?>("x", "own"), new KeyValuePair<string, object?>("y", 1.5));
        counter.Add(2, new KeyValuePair<string, object?>("y", 1.5), new KeyValuePair<string, object?>("x", "own"));
        counter.Add(4, new KeyValuePair<string, object?>("x", "other\n|c"), new KeyValuePair<string, object?>("y", null));

        Assert.Equal([$"{Name}.c:3|c|#m:1,x:own,i:True,y:1.5", $"{Name}.c:4|c|#m:1,x:other__c,i:True,y"], rig.Flush());
        Assert.Equal(2, bridge.Series);
    }

    [Fact]
    public async Task Tags_can_be_left_out_and_names_chosen()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new()
        {
            Meters = [Name],
            DropTags = ["user"],
            Name = instrument => instrument.Name == "secret" ? null : "my " + instrument.Name,
        });
        Counter<int> counter = _meter.CreateCounter<int>("c");
        _meter.CreateCounter<int>("secret").Add(1);
        counter.Add(1, new KeyValuePair<string, object?>("user", 1), new KeyValuePair<string, object?>("az", 1));
        counter.Add(1, new KeyValuePair<string, object?>("user", 2), new KeyValuePair<string, object?>("az", 1));

        Assert.Equal(["my_c:2|c|#az:1"], rig.Flush());
    }

    [Fact]
    public async Task A_callback_that_throws_is_counted_and_the_others_are_read()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = Attach(rig);
        _meter.CreateObservableGauge("bad", new Func<int>(() => throw new InvalidDataException("no value")));
        _meter.CreateObservableGauge("good", () => 1);

        Assert.Equal([$"{Name}.good:1|g"], rig.Flush());
        Assert.Equal(1, bridge.CallbackErrors);
    }

    [Fact]
    public async Task A_flush_on_request_asks_observable_instruments()
    {
        await using ClientRig rig = Dog();
        using StatsdMeterBridge bridge = Attach(rig);
        _meter.CreateObservableGauge("g", () => 7);
        Assert.True(await rig.Client.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal([$"{Name}.g:7|g"], rig.Server.Lines());
    }

    private static ClientRig Dog() => new(o => o with { Dialect = StatsdDialect.DogStatsd });

    private StatsdMeterBridge Attach(ClientRig rig) => rig.Client.AttachMeters(new() { Meters = [Name] });
}
