using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Queueing;
using Sockets.Transport.Multicast.Internal.Receiving;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>What a packet costs in memory in steady state: nothing.</summary>
[Collection(Alone.Name)]
public sealed class MulticastAllocationTests
{
    private const int Packets = 1_000_000;

    /// <summary>What a lock makes once, when two threads first meet at it.</summary>
    private const long ContentionBytes = 1000;

    [Fact]
    public void A_million_packets_allocate_nothing_on_their_way_to_a_handler()
    {
        HandlerOutput output = new(new Ignoring());
        ReceivePipeline pipeline = new(Settings(), new NativeFormat(0, 0), output, new LatencyHistogram());
        byte[] datagram = PipelineRig.Data(1, length: 100);
        Assert.Equal(0, Allocated.BytesBy(() => Run(pipeline, datagram)));
    }

    [Theory]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.Deadline)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.KeyFrameAware)]
    public void A_million_packets_allocate_nothing_on_their_way_through_the_queue(OverflowPolicy policy)
    {
        MulticastQueueOptions queue = new() { Overflow = policy, Messages = 64 };
        DropTally tally = new();
        IDeliveryLine line = policy == OverflowPolicy.KeyFrameAware
            ? new FrameLine(queue.Messages, queue.PayloadBytes, tally)
            : new PlainLine(policy, queue.Messages, queue.PayloadBytes, tally);
        QueueOutput output = new(queue, TimeProvider.System, new BufferPool());
        ReceivePipeline pipeline = new(Settings(), new NativeFormat(0, 0), output, new LatencyHistogram());
        byte[] datagram = PipelineRig.Data(1, length: 100);
        Action endBatch = () =>
        {
            output.Flush(line);
            if (line.TryTake(0, out QueuedMessage message))
            {
                message.Buffer.Release();
            }
        };

        Assert.Equal(0, Allocated.BytesBy(() => Run(pipeline, datagram, endBatch)));
        line.Clear();
    }

    [Fact]
    public async Task A_million_packets_allocate_nothing_in_the_receive_thread_and_the_sending_one()
    {
        Measuring handler = new();
        MulticastReceiverOptions options = MulticastRig.Receiver() with { Handler = handler, Trains = MulticastTrains.WherePossible };
        await using MulticastReceiver receiver = MulticastReceiver.Start(options);
        await using MulticastSender sender = MulticastSender.Start(
            MulticastRig.Sender(MulticastRig.GroupOf(receiver, options)) with { Overflow = OverflowPolicy.Reject });
        byte[] payload = new byte[100];

        await Together.RunAsync(1, _ =>
        {
            long before = 0;
            for (int i = 0; i < Packets + 100_000; i++)
            {
                if (i == 100_000)
                {
                    before = GC.GetAllocatedBytesForCurrentThread();
                }

                while (sender.TrySend(payload) == SendStatus.BackPressured)
                {
                    Thread.SpinWait(10);
                }
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, ContentionBytes);
        });

        await Eventually.TrueAsync(() => handler.Count > 0 && sender.Stats.DatagramsQueued == 0);
        await receiver.StopAsync().WithinAsync();
        MulticastRig.AssertIdentities(receiver.Stats);
        Assert.InRange(handler.Allocated, 0, handler.Count / 100);
    }

    private static ReceiverSettings Settings() => new()
    {
        Wire = MulticastWire.Native,
        ReorderWindow = 1024,
        ExpectFrom = null,
        MaxSources = 4,
        MaxDatagramLength = 2048,
        MaxMessageLength = 1000,
        LossTicks = long.MaxValue,
        SilenceTicks = long.MaxValue,
        EndTicks = long.MaxValue,
        TicksPerMillisecond = TimeSpan.TicksPerMillisecond,
        DropsAreDatagrams = true,
        KnowsDrops = true,
        Pool = BufferPool.Shared,
    };

    private static void Run(ReceivePipeline pipeline, byte[] datagram, Action? endBatch = null)
    {
        long sequence = pipeline.Counters.Sources.Sequence.Expected;
        DatagramMeta meta = new() { Source = PipelineRig.Sender };
        for (int i = 0; i < Packets; i++)
        {
            if (i % 16 == 0)
            {
                endBatch?.Invoke();
                pipeline.BeginBatch(i, i);
            }

            sequence += i % 100 == 0 ? 2 : 1;
            Tmc1Header.Stamp(datagram, sequence, i);
            pipeline.OnDatagram(datagram, meta);
        }

        endBatch?.Invoke();
    }

    private sealed class Ignoring : IMulticastHandler
    {
        public void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload)
        {
        }
    }

    /// <summary>What the receive thread allocates between its thousandth batch and its last.</summary>
    private sealed class Measuring : IMulticastHandler
    {
        private long _before;
        private long _batches;
        private long _count;

        public long Count => Volatile.Read(ref _count);

        public long Allocated { get; private set; }

        public void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload) => Volatile.Write(ref _count, _count + 1);

        public void OnBatchEnd()
        {
            if (++_batches == 1000)
            {
                _before = GC.GetAllocatedBytesForCurrentThread();
            }

            if (_batches > 1000)
            {
                Allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
            }
        }
    }
}
