using BenchmarkDotNet.Attributes;
using Sockets.Transport;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Queueing;
using Sockets.Transport.Multicast.Internal.Receiving;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Micro.Multicast;

/// <summary>What a packet of 1,000 bytes costs between the kernel and the application, without either.</summary>
[MemoryDiagnoser]
public class ReceivePipelineBenchmarks
{
    private const int Batch = 32;

    private readonly byte[] _datagram = new byte[Tmc1Header.Size + 1000];
    private readonly DatagramMeta _meta = new() { Source = new DatagramSource(0, 1, 0, 1), KernelTime = 1 };
    private readonly DropTally _tally = new();
    private ReceivePipeline _toHandler = null!;
    private ReceivePipeline _toQueue = null!;
    private QueueOutput _output = null!;
    private PlainLine _line = null!;
    private long _sequence;

    [GlobalSetup]
    public void Make()
    {
        new NativeFormat(0, 1).WriteData(_datagram, new OutgoingData(MulticastFlags.None, 0, 0));
        ReceiverSettings settings = new()
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
            Pool = new BufferPool(),
        };
        MulticastQueueOptions queue = new();
        _output = new QueueOutput(queue, TimeProvider.System, settings.Pool);
        _line = new PlainLine(OverflowPolicy.DropOldest, queue.Messages, queue.PayloadBytes, _tally);
        _toHandler = new ReceivePipeline(settings, new NativeFormat(0, 0), new HandlerOutput(new Nobody()), new LatencyHistogram());
        _toQueue = new ReceivePipeline(settings, new NativeFormat(0, 0), _output, new LatencyHistogram());
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public long ToAHandler() => Run(_toHandler);

    [Benchmark(OperationsPerInvoke = Batch)]
    public long ThroughTheQueue()
    {
        long unique = Run(_toQueue);
        _output.Flush(_line);
        while (_line.TryTake(0, out QueuedMessage message))
        {
            message.Buffer.Release();
        }

        return unique;
    }

    private long Run(ReceivePipeline pipeline)
    {
        pipeline.BeginBatch(1, 1);
        for (int i = 0; i < Batch; i++)
        {
            Tmc1Header.Stamp(_datagram, ++_sequence, 1);
            pipeline.OnDatagram(_datagram, _meta);
        }

        return pipeline.Counters.Sources.Sequence.Unique;
    }

    private sealed class Nobody : IMulticastHandler
    {
        public void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload)
        {
        }
    }
}
