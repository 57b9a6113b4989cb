using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Queueing;
using Sockets.Transport.Multicast.Internal.Receiving;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Micro.Multicast;

/// <summary>
/// What the receive thread adds to the kernel's work, per datagram, when so many come with each call: clocks, the pipeline,
/// a handler that does nothing, and the counters made visible.
/// </summary>
[MemoryDiagnoser]
public class ReceiveLoopBenchmarks
{
    private const int Datagrams = 1 << 20;

    private readonly DropTally _tally = new();
    private readonly MulticastReceiverOptions _options = new()
    {
        EndPoints = [new IPEndPoint(IPAddress.Parse("239.255.0.1"), 1)],
        Interface = "127.0.0.1",
        Handler = new Nobody(),
    };

    private ReceivePipeline _pipeline = null!;
    private ReceiverPublisher _publisher = null!;
    private long _sequence;

    /// <summary>How many datagrams a call brings.</summary>
    [Params(1, 4, 32)]
    public int PerCall { get; set; }

    [GlobalSetup]
    public void Make()
    {
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
        HandlerOutput output = new(_options.Handler!);
        _pipeline = new ReceivePipeline(settings, new NativeFormat(0, 0), output, new LatencyHistogram());
        _publisher = new ReceiverPublisher(new Lock(), _pipeline, _options, output, queue: null, _tally, feeds: [], recorder: null);
    }

    [Benchmark(OperationsPerInvoke = Datagrams)]
    public async Task ReceiveAsync()
    {
        Replay replay = new(PerCall, _sequence);
        ReceiveLoop loop = new([replay], _pipeline, _publisher, _options);
        replay.OnDone = loop.Stop;
        loop.Start();
        await loop.Ended;
        _sequence = replay.Sequence;
    }

    /// <summary>A kernel that always has something, until it has been asked often enough.</summary>
    private sealed class Replay : IDatagramReceiver
    {
        private readonly byte[] _datagram = new byte[Tmc1Header.Size + 1168];
        private readonly int _perCall;
        private long _left = Datagrams;

        public Replay(int perCall, long sequence)
        {
            _perCall = perCall;
            Sequence = sequence;
            new NativeFormat(0, 1).WriteData(_datagram, new OutgoingData(MulticastFlags.None, 0, 0));
        }

        public Action OnDone { get; set; } = null!;

        public long Sequence { get; private set; }

        public Socket Socket => throw new NotSupportedException();

        public bool HasKernelTimes => true;

        public bool HasDrops => false;

        public LinkResult Receive(ReceiveWait wait)
        {
            if (_left == 0)
            {
                OnDone();
                return new LinkResult(0, SocketError.WouldBlock);
            }

            _left -= _perCall;
            return new LinkResult(_perCall, SocketError.Success);
        }

        public ReadOnlySpan<byte> Get(int index, out DatagramMeta meta)
        {
            Tmc1Header.Stamp(_datagram, ++Sequence, 1);
            meta = new DatagramMeta { Source = new DatagramSource(0, 1, 0, 1), KernelTime = 1000 };
            return _datagram;
        }

        public bool TryReadDrops(out uint drops)
        {
            drops = 0;
            return false;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Nobody : IMulticastHandler
    {
        public void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload)
        {
        }
    }
}
