using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>Losses of real sockets on the loopback, and where they are said to be.</summary>
public sealed class LoopbackLossTests
{
    [Fact]
    public async Task Says_of_every_loss_whether_it_was_upstream_or_in_the_socket()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Drop counters.");
        StoppableHandler handler = new();
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Handler = handler, ReceiveBufferBytes = 0, ExpectFrom = 1 };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        using GroupSender raw = new(MulticastRig.GroupOf(receiver, options));
        Random random = new(Seed.Take());
        const int Sent = 20_000;
        int upstream = 0;
        for (int i = 1; i <= Sent; i++)
        {
            if (i % 4000 == 1000)
            {
                handler.Stop();
            }
            else if (i % 4000 == 3000)
            {
                handler.GoOn();
            }

            if (random.Next(50) == 0)
            {
                upstream++;
                continue;
            }

            raw.Send(PipelineRig.Data(i, length: 500));
        }

        // Only when there is room again, or the end markers would be dropped too.
        await Eventually.TrueAsync(() => receiver.Stats is { KernelDrops: { } drops } stats && stats.Delivered + drops == Sent - upstream);
        for (int i = 0; i < 3; i++)
        {
            raw.Send(PipelineRig.Control(PacketKind.End, Sent + 1));
        }

        await Eventually.TrueAsync(() => receiver.AllSourcesEnded);
        MulticastStats stats = receiver.Stats;
        MulticastRig.AssertIdentities(stats);
        Assert.Equal(Sent, stats.Expected);
        Assert.True(stats.KernelDrops > 100, $"{stats.KernelDrops} drops are too few for the test to say anything.");
        Assert.Equal((upstream, stats.KernelDrops!.Value, 0), (stats.LostUpstream, stats.LostSocket, stats.LostUnattributed));
        Assert.Equal(Sent, stats.Delivered + stats.LostUpstream + stats.LostSocket);
        Assert.Equal(stats.Delivered, handler.Count);
    }

    [Fact]
    public async Task Leaves_the_place_of_a_loss_open_where_the_calls_are_managed()
    {
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Calls = MulticastCalls.Managed, ExpectFrom = 1 };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        using GroupSender raw = new(MulticastRig.GroupOf(receiver, options));
        raw.Send(PipelineRig.Data(1));
        raw.Send(PipelineRig.Data(3));
        raw.Send(PipelineRig.Control(PacketKind.End, 4));

        await Eventually.TrueAsync(() => receiver.AllSourcesEnded);

        MulticastStats stats = receiver.Stats;
        MulticastRig.AssertIdentities(stats);
        Assert.Equal((false, false, null), (receiver.HasKernelDrops, receiver.HasKernelTimes, stats.KernelDrops));
        Assert.Equal((1, 0, 0, 1), (stats.Lost, stats.LostSocket, stats.LostUpstream, stats.LostUnattributed));
    }

    [Fact]
    public async Task Sees_drops_behind_which_nothing_arrives()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Drop counters.");
        StoppableHandler handler = new();
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Handler = handler, ReceiveBufferBytes = 0 };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        using GroupSender raw = new(MulticastRig.GroupOf(receiver, options));
        handler.Stop();
        for (int i = 1; i <= 2000; i++)
        {
            raw.Send(PipelineRig.Data(i, length: 500));
        }

        handler.GoOn();
        await Eventually.TrueAsync(() => receiver.Stats is { KernelDrops: > 0 } stats && stats.KernelDrops + stats.Delivered == 2000);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_slow_handler_to_take_all_that_the_kernel_holds()
    {
        ManualTime time = new();
        StoppableHandler handler = new() { Work = () => time.Advance(TimeSpan.FromMilliseconds(100)) };
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Handler = handler, Time = time };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        using GroupSender raw = new(MulticastRig.GroupOf(receiver, options));
        handler.Stop();
        for (int i = 1; i <= 1000; i++)
        {
            raw.Send(PipelineRig.Data(i));
        }

        // It is in its first batch, gets another one, and by then more than a second has passed.
        Task stopped = receiver.StopAsync();
        handler.GoOn();
        await stopped.WithinAsync();

        MulticastRig.AssertIdentities(receiver.Stats);
        Assert.InRange(handler.Count, 1, 64);
        Assert.Equal(handler.Count, receiver.Stats.DatagramsRead);
    }

    /// <summary>Waits inside its call while it is stopped, so that the receive thread is away from the socket.</summary>
    private sealed class StoppableHandler : IMulticastHandler
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);
        private long _count;

        public long Count => Volatile.Read(ref _count);

        /// <summary>What it does with each message.</summary>
        public Action Work { get; init; } = static () => { };

        public void Stop() => _open.Reset();

        public void GoOn() => _open.Set();

        public void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload)
        {
            _open.Wait(Bounded.Default);
            Work();
            Volatile.Write(ref _count, _count + 1);
        }
    }
}
