using System.Diagnostics.Metrics;
using Sockets.Transport.Statsd;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Statsd;

/// <summary>Observable instruments are asked by one at a time: the clock, a flush on request, or the disposal.</summary>
public sealed class StatsdObservationTests : IDisposable
{
    private readonly Meter _meter = new($"Test.{Guid.NewGuid():N}");
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _go = new();
    private int _inside;
    private bool _overlapped;
    private int _asked;

    public void Dispose()
    {
        _meter.Dispose();
        _entered.Dispose();
        _go.Dispose();
    }

    [Fact]
    public async Task A_flush_on_request_waits_for_the_observation_under_way_and_asks_again()
    {
        await using ClientRig rig = new(o => o with { FlushTimeout = TimeSpan.FromSeconds(1) });
        using StatsdMeterBridge bridge = Attach(rig);
        Task beat = await HangAsync(rig);
        Task<bool> flush = rig.Client.FlushAsync(TestContext.Current.CancellationToken).AsTask();
        _go.Set();
        await beat.WithinAsync();

        Assert.True(await flush.WithinAsync());
        Assert.False(_overlapped);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_disposal_waits_for_the_beat_under_way()
    {
        await using ClientRig rig = new(o => o with { FlushTimeout = TimeSpan.FromSeconds(1) });
        using StatsdMeterBridge bridge = Attach(rig);
        Task beat = await HangAsync(rig);
        Task disposal = rig.Client.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        _go.Set();
        await beat.WithinAsync();
        await disposal.WithinAsync();

        Assert.False(_overlapped);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_disposal_does_not_wait_for_ever_for_an_instrument_that_hangs()
    {
        await using ClientRig rig = new(o => o with { FlushTimeout = TimeSpan.FromSeconds(1) });
        using StatsdMeterBridge bridge = Attach(rig);
        rig.Client.CreateCounter("c").Add();
        Task beat = await HangAsync(rig);
        Task disposal = rig.Client.DisposeAsync().AsTask();
        await rig.AdvanceUntilAsync(disposal, timers: 1);
        Assert.Equal(["c:1|c"], rig.Server.Lines());
        _go.Set();
        await beat.WithinAsync();
        Assert.False(_overlapped);
    }

    private StatsdMeterBridge Attach(ClientRig rig)
    {
        StatsdMeterBridge bridge = rig.Client.AttachMeters(new() { Meters = [_meter.Name] });
        _meter.CreateObservableGauge("g", Ask);
        return bridge;
    }

    /// <summary>A flush by the clock, which hangs in the instrument until it may go on.</summary>
    private async Task<Task> HangAsync(ClientRig rig)
    {
        Task beat = Task.Run(() => rig.Time.Advance(TimeSpan.FromSeconds(1)));
        await Eventually.TrueAsync(() => _entered.IsSet);
        return beat;
    }

    private int Ask()
    {
        _overlapped |= Interlocked.Increment(ref _inside) > 1;
        if (Interlocked.Increment(ref _asked) == 1)
        {
            _entered.Set();
            Assert.True(_go.Wait(Bounded.Default));
        }

        Interlocked.Decrement(ref _inside);
        return 1;
    }
}
