using System.Diagnostics.Metrics;
using Sockets.Transport.Statsd;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>Using a handle, and flushing, allocates nothing.</summary>
[Collection(Alone.Name)]
public sealed class StatsdAllocationTests
{
    private const int Calls = 1_000_000;

    private static readonly StatsdTag[] s_tags = [new("country", "cn")];

    public static TheoryData<string> Kinds => ["counter", "gauge", "timer", "timing", "set", "count", "single timer"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_million_calls_allocate_nothing(string kind)
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd });
        Action<int> call = Call(rig.Client, kind);
        Assert.Equal(0, Allocated.BytesBy(() =>
        {
            for (int i = 0; i < Calls; i++)
            {
                call(i);
            }
        }));
        Assert.Equal(2 * Calls, rig.Stats.Submitted);
    }

    [Fact]
    public async Task A_flush_allocates_nothing()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd });
        Action<int>[] calls = [.. Kinds.Select(kind => Call(rig.Client, kind.Data))];
        Assert.Equal(0, Allocated.BytesBy(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                foreach (Action<int> call in calls)
                {
                    call(i);
                }

                ValueTask<bool> flush = rig.Client.FlushAsync(CancellationToken.None);
                if (!flush.IsCompletedSuccessfully || !flush.Result)
                {
                    throw new InvalidOperationException("The flush did not end at once.");
                }
            }
        }));
    }

    [Fact]
    public async Task A_measurement_of_a_bridged_instrument_allocates_nothing()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd });
        using Meter meter = new($"Test.{Guid.NewGuid():N}");
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [meter.Name] });
        Counter<long> counter = meter.CreateCounter<long>("c");
        Histogram<double> histogram = meter.CreateHistogram<double>("h", "s");
        Gauge<int> gauge = meter.CreateGauge<int>("g");
        KeyValuePair<string, object?> first = new("a", "b");
        KeyValuePair<string, object?> second = new("n", 7);
        Assert.Equal(0, Allocated.BytesBy(() =>
        {
            for (int i = 0; i < Calls / 4; i++)
            {
                counter.Add(1, first, second);
                counter.Add(1, second, first);
                histogram.Record(0.5, first);
                gauge.Record(i);
            }
        }));
        Assert.Equal(2 * Calls, rig.Stats.Submitted);
    }

    [Fact]
    public async Task A_measurement_beyond_the_most_series_allocates_nothing()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd });
        using Meter meter = new($"Test.{Guid.NewGuid():N}");
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [meter.Name], MaxSeriesPerInstrument = 3 });
        Counter<long> counter = meter.CreateCounter<long>("c");
        KeyValuePair<string, object?>[] tags = [.. Enumerable.Range(0, 10).Select(i => new KeyValuePair<string, object?>("i", i))];
        Assert.Equal(0, Allocated.BytesBy(() =>
        {
            for (int i = 0; i < Calls; i++)
            {
                counter.Add(1, tags[i % 10]);
            }
        }));
        Assert.Equal((2 * Calls, 3, 2 * Calls / 10 * 7), (rig.Stats.Submitted, bridge.Series, bridge.Overflowed));
    }

    [Fact]
    public async Task A_measurement_whose_name_is_too_long_allocates_nothing_once_it_is_known()
    {
        await using ClientRig rig = new(o => o with { Dialect = StatsdDialect.DogStatsd });
        using Meter meter = new($"Test.{Guid.NewGuid():N}");
        using StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [meter.Name] });
        Counter<long> counter = meter.CreateCounter<long>("c");
        KeyValuePair<string, object?> tag = new("k", new string('x', StatsdName.MaxLength));
        Assert.Equal(0, Allocated.BytesBy(() =>
        {
            for (int i = 0; i < Calls / 100; i++)
            {
                counter.Add(1, tag);
            }
        }));
        Assert.Equal((Calls / 50, 0, Calls / 50), (rig.Stats.Submitted, bridge.Series, bridge.Overflowed));
    }

    private static Action<int> Call(StatsdClient client, string kind)
    {
        switch (kind)
        {
            case "counter":
                StatsdCounter counter = client.CreateCounter("c", s_tags);
                return i => counter.Add(i);
            case "gauge":
                StatsdGauge gauge = client.CreateGauge("g", s_tags);
                return i => gauge.Set(i);
            case "timer":
                StatsdTimer timer = client.CreateTimer("t", 1, s_tags);
                return i => timer.Record((double)i);
            case "timing":
                StatsdTimer timing = client.CreateTimer("u", 0.5, s_tags);
                return _ =>
                {
                    using (timing.Start())
                    {
                    }
                };
            case "set":
                StatsdSet set = client.CreateSet("s", s_tags);
                return i => set.Add(i & 15);
            case "count":
                return i => client.Count("d"u8, i, s_tags);
            default:
                return i => client.Time("e"u8, i, s_tags);
        }
    }
}
