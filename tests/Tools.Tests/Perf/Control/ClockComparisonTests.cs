using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Perf.Control;

public sealed class ClockComparisonTests
{
    [Fact]
    public async Task An_offset_is_wrong_by_no_more_than_it_says()
    {
        // Both sides read the same clocks here, so that the offset is the error.
        await using RunningServe serve = await RunningServe.StartAsync();
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = serve.EndPoint }, TestContext.Current.CancellationToken);
        ControlLine line = new(client.Connection, Side.Near);
        Task feeding = line.FeedAllAsync();
        await line.SendAsync(new Hello(ControlMessage.Version, "test"), TestContext.Current.CancellationToken);
        Assert.IsType<Welcome>(await line.ReceiveAsync(TestContext.Current.CancellationToken));

        ClockOffset offset = await ClockComparison.MeasureAsync(line, sameHost: false, TestContext.Current.CancellationToken);

        Assert.False(offset.SameHost);
        Assert.InRange(offset.MonotonicNs, -offset.ErrorNs, offset.ErrorNs);
        await client.DisposeAsync();
        await feeding;
    }

    [Fact]
    public async Task On_one_host_nothing_has_to_be_asked()
    {
        ClockOffset offset = await ClockComparison.MeasureAsync(line: null!, sameHost: true, TestContext.Current.CancellationToken);

        Assert.Equal(new ClockOffset { SameHost = true }, offset);
    }

    [Fact]
    public void Processes_of_one_host_name_the_same_clock() => Assert.Equal(OperatingSystem.IsLinux(), ClockName.OfThisHost is { Length: > 10 });
}
