using Sockets.Tools.Perf.All;
using Sockets.Tools.Perf.All.Multicast;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.All.Statsd;
using Sockets.Tools.Perf.All.ZeroMq;

namespace Sockets.Tools.Tests.Perf.All;

/// <summary>The real measurements of multicast, StatsD and ZeroMQ over the real loopback, as short as they may be.</summary>
public sealed class AllMeasurementTests
{
    private static readonly MeasuringTime s_time = new(TimeSpan.FromMilliseconds(20));

    public static TheoryData<string> Names => [.. All().Select(static m => m.Name)];

    [Fact]
    public void Losses_by_place_costs_throughput_round_trips_and_a_slow_subscriber_are_measured() => Assert.Equal(
        [
            "multicast, paced", "multicast, slow reader", "multicast, stalled receiver",
            "StatsD, counter", "StatsD, timer", "StatsD, single",
            "ZeroMQ throughput, push-pull, 64 B", "ZeroMQ throughput, push-pull, 1 KiB",
            "ZeroMQ throughput, pub-sub, 64 B", "ZeroMQ throughput, pub-sub, 1 KiB",
            "ZeroMQ round trip, req-rep", "ZeroMQ slow subscriber, policy drop-newest",
        ],
        All().Select(static m => m.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_message_is_accounted_for(string name)
    {
        MeasurementResult? result = await RunAsync(name, TestContext.Current.CancellationToken);

        Assert.NotNull(result);
        Assert.Null(result.Skipped);
        Assert.Empty(result.Faults);
        Assert.True(result.Identities.Count >= 3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_stop_before_anything_was_measured_leaves_nothing(string name) =>
        Assert.Null(await RunAsync(name, new CancellationToken(canceled: true)));

    [Theory]
    [InlineData("multicast, paced")]
    [InlineData("multicast, slow reader")]
    [InlineData("multicast, stalled receiver")]
    public async Task Every_packet_sent_came_or_has_a_place_where_it_was_lost(string name)
    {
        var result = Assert.IsType<LossPlacesResult>(await RunAsync(name, TestContext.Current.CancellationToken));

        Assert.True(result.Loss!.Delivered > 0);
        Assert.Equal(
            result.Loss.Sent,
            result.Loss.Delivered + result.Loss.LostInNetwork + result.Loss.LostInSocket + result.Loss.LostInApplication + result.Loss.LostUnattributed);
    }

    [Fact]
    public async Task The_receiver_counts_what_counters_were_given()
    {
        var result = Assert.IsType<MetricResult>(await RunAsync("StatsD, counter", TestContext.Current.CancellationToken));

        Assert.True(result is { Calls: > 0, NanosecondsPerCall: > 0, PacketsSent: > 0, Dropped: 0 });
        Assert.True(result.PacketsLost > 0 || result.CallsReceived == result.Submitted);
    }

    [Fact]
    public async Task What_matched_was_delivered_or_dropped_for_each_subscriber()
    {
        var result = Assert.IsType<SlowSubscriberResult>(
            await RunAsync("ZeroMQ slow subscriber, policy drop-newest", TestContext.Current.CancellationToken));

        foreach (SubscriberCounts one in (SubscriberCounts[])[result.Slow, result.Fast])
        {
            Assert.Equal(result.Published, one.MatchedMessages);
            Assert.Equal(one.MatchedMessages, one.DeliveredMessages + one.DroppedMessages);
            Assert.Equal(one.DroppedMessages, one.MissingMessages);
        }
    }

    private static IEnumerable<IMeasurement> All() =>
        ((IEnumerable<AllSection>)[.. MulticastSections.Create(), .. StatsdSections.Create(), .. ZeroMqSections.Create()]).SelectMany(static s => s.Measurements);

    private static Task<MeasurementResult?> RunAsync(string name, CancellationToken stop) => All().Single(m => m.Name == name).RunAsync(s_time, stop);
}
