using Sockets.Tools.Perf.All;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.All.Tcp;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Perf.All.Tcp;

/// <summary>The real measurements over the real loopback, as short as they may be.</summary>
public sealed class TcpMeasurementTests
{
    private static readonly MeasuringTime s_time = new(TimeSpan.FromMilliseconds(20));

    public static TheoryData<string> Names => [.. All().Select(static m => m.Name)];

    [Fact]
    public void Three_sizes_three_drivers_a_slow_reader_and_an_overload_are_measured() => Assert.Equal(
        [
            "TCP throughput, 64 B", "TCP throughput, 1 KiB", "TCP throughput, 1 MiB",
            "TCP round trip, driver async", "TCP round trip, driver thread", "TCP round trip, driver spin",
            "TCP slow reader, policy wait", "TCP overload, policy drop-oldest",
        ],
        All().Select(static m => m.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_message_is_accounted_for(string name)
    {
        MeasurementResult? result = await RunAsync(name, TestContext.Current.CancellationToken);

        Assert.NotNull(result);
        Assert.Empty(result.Faults);
        Assert.True(result.Identities.Count >= 4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_stop_before_anything_was_measured_leaves_nothing(string name)
    {
        Assert.Null(await RunAsync(name, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Throughput_counts_messages_and_calls()
    {
        var result = Assert.IsType<ThroughputResult>(await RunAsync("TCP throughput, 64 B", TestContext.Current.CancellationToken));

        Assert.True(result.Messages > 0);
        Assert.True(result.AllMessages > result.Messages);
        Assert.True(result.Duration > TimeSpan.Zero);
        Assert.Equal(64 * result.Messages, result.Bytes);
        Assert.True(result is { MessagesPerSendCall: > 0, MessagesPerReceiveCall: > 0 });
    }

    [Fact]
    public async Task A_slow_reader_holds_the_sender_and_loses_nothing()
    {
        // On a busy machine the sender may not get as far as the window in so short a time: then it is given another.
        SlowReaderResult result;
        int runs = 0;
        do
        {
            result = Assert.IsType<SlowReaderResult>(await RunAsync("TCP slow reader, policy wait", TestContext.Current.CancellationToken));
            Assert.Equal(0, result.Lost);
            Assert.True(result.IsBounded);
            Assert.Equal(result.Stalls > 0, result.Stalled > TimeSpan.Zero);
        }
        while (result.Stalls == 0 && ++runs < 50);

        Assert.True(result.Stalls > 0);
    }

    [Fact]
    public async Task Overload_drops_and_the_reader_misses_as_many()
    {
        var result = Assert.IsType<OverloadResult>(await RunAsync("TCP overload, policy drop-oldest", TestContext.Current.CancellationToken));

        Assert.Equal(result.Dropped, result.Missing);
        Assert.Equal(result.Submitted, result.Delivered + result.Dropped);
    }

    [Fact]
    public async Task Spinning_is_not_tried_where_each_side_cannot_have_a_core()
    {
        RoundTripMeasurement spin = new(Driver.BusyPoll, cores: 1);

        var result = Assert.IsType<RoundTripResult>(await spin.RunAsync(s_time, TestContext.Current.CancellationToken));

        Assert.Equal("it takes a core for each side, and there is only 1", result.Skipped);
        Assert.Equal((0, null), (result.Count, result.P50));
    }

    private static IEnumerable<IMeasurement> All() => TcpSections.Create(cores: 2).SelectMany(static s => s.Measurements);

    private static Task<MeasurementResult?> RunAsync(string name, CancellationToken stop) => All().Single(m => m.Name == name).RunAsync(s_time, stop);
}
