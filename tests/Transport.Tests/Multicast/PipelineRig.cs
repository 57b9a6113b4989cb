using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast;
using Sockets.Transport.Multicast.Internal.Queueing;
using Sockets.Transport.Multicast.Internal.Receiving;
using Sockets.Transport.Multicast.Internal.Wire;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Multicast;

/// <summary>A receiver without a socket: a test gives it datagrams and drop counts, and reads messages and counters.</summary>
internal sealed class PipelineRig : IDisposable
{
    public static readonly DatagramSource Sender = new(0, 0xFFFF_0A00_0001, 0, 5000);

    /// <summary>Shared, for it is large and no test here looks at it.</summary>
    private static readonly LatencyHistogram s_delays = new();

    private readonly CheckedPool _pool = new();
    private readonly DropTally _tally = new();
    private readonly FeedSocket[] _feeds;
    private readonly QueueOutput _output;
    private readonly IDeliveryLine _line;
    private long _deliveredPackets;
    private long _deliveredMessages;

    public PipelineRig(
        MulticastQueueOptions? queue = null,
        MulticastWire wire = MulticastWire.Native,
        int reorder = 8,
        long? expectFrom = null,
        int maxSources = 4,
        int maxMessageLength = 10_000,
        bool exactDrops = true,
        int feeds = 1,
        MulticastKey? key = null,
        MulticastRepairs repairs = MulticastRepairs.None)
    {
        queue ??= new MulticastQueueOptions { Messages = 1_000_000, PayloadBytes = 1 << 30 };
        queue.Validate();
        ReceiverSettings settings = new()
        {
            Wire = wire,
            Feeds = feeds,
            Repairs = repairs,
            FindsFrames = queue.Overflow == OverflowPolicy.KeyFrameAware,
            ReorderWindow = reorder,
            ExpectFrom = expectFrom,
            MaxSources = maxSources,
            MaxDatagramLength = 2048,
            MaxMessageLength = maxMessageLength,
            LossTicks = TimeSpan.TicksPerSecond,
            SilenceTicks = TimeSpan.TicksPerSecond / 2,
            EndTicks = TimeSpan.TicksPerSecond / 5,
            TicksPerMillisecond = TimeSpan.TicksPerMillisecond,
            DropsAreDatagrams = exactDrops,
            KnowsDrops = true,
            Pool = _pool.Pool,
        };
        Time = new ManualTime();
        _feeds = [.. Enumerable.Range(0, feeds).Select(i => new FeedSocket(new NoReceiver(), new IPEndPoint(IPAddress.Any, i), new BufferGrant(0, 0)))];
        _output = new QueueOutput(queue, Time, _pool.Pool);
        _line = queue.Overflow == OverflowPolicy.KeyFrameAware
            ? new FrameLine(queue.Messages, queue.PayloadBytes, _tally)
            : new PlainLine(queue.Overflow, queue.Messages, queue.PayloadBytes, _tally);
        IWireFormat format = wire switch
        {
            MulticastWire.Raw => new RawFormat(),
            MulticastWire.Rtp => new RtpFormat(33, 0),
            MulticastWire.Iperf2 => new Iperf2Format(),
            _ => new NativeFormat(0, 0, key is null ? null : DatagramSeal.ForReceiver(key), longest: 2048),
        };
        Pipeline = new ReceivePipeline(settings, format, _output, s_delays);
    }

    public ManualTime Time { get; }

    public ReceivePipeline Pipeline { get; }

    /// <summary>What waits for the reader.</summary>
    public (int Messages, long Bytes) Waiting => (_line.Count, _line.Bytes);

    /// <summary>Blocks of memory in use.</summary>
    public long Rented => _pool.Outstanding;

    public MulticastStats Stats => StatsBuilder.Build(
        Pipeline.Counters, recordsLost: 0, (_deliveredPackets, _deliveredMessages), _tally, _line, _feeds, Time);

    /// <summary>A data datagram of the native format.</summary>
    public static byte[] Data(
        long sequence, uint epoch = 1, ushort stream = 0, int length = 4, MulticastFlags flags = MulticastFlags.None, int maxAge = 0, int priority = 0, long sent = 1)
    {
        byte[] datagram = new byte[Tmc1Header.Size + length];
        NativeFormat format = new(stream, epoch);
        format.WriteData(datagram, new OutgoingData(flags, priority, maxAge));
        format.Stamp(datagram, sequence, sent);
        return datagram;
    }

    /// <summary>A data datagram that is sealed.</summary>
    public static byte[] Sealed(long sequence, MulticastKey key, uint epoch = 1, TimeProvider? time = null)
    {
        byte[] datagram = new byte[Tmc1Header.Size + 4 + DatagramSeal.TrailerLength];
        NativeFormat format = new(0, epoch, DatagramSeal.ForSender(key, epoch, time ?? TimeProvider.System));
        format.WriteData(datagram, default);
        format.Stamp(datagram, sequence, 1);
        format.Seal(datagram);
        return datagram;
    }

    public static byte[] Fragment(
        long sequence, uint message, int offset, int length, byte[] whole, uint? checksum = null, uint epoch = 1, ushort stream = 0)
    {
        byte[] datagram = new byte[Tmc1Header.FragmentSize + length];
        whole.AsSpan(offset, length).CopyTo(datagram.AsSpan(Tmc1Header.FragmentSize));
        NativeFormat format = new(stream, epoch);
        format.WriteData(datagram, new OutgoingData(MulticastFlags.None, 0, 0, whole.Length, message, offset, checksum ?? Crc32C.Of(whole)));
        format.Stamp(datagram, sequence, 1);
        return datagram;
    }

    /// <summary>A data packet of RTP, without a marker.</summary>
    public static byte[] Rtp(ushort sequence, uint source = 7)
    {
        byte[] datagram = new byte[20];
        RtpFormat format = new(33, source);
        format.WriteData(datagram, new OutgoingData(MulticastFlags.None, 0, 0));
        format.Stamp(datagram, sequence, 0);
        return datagram;
    }

    public static byte[] Control(PacketKind kind, long next, uint epoch = 1, ushort stream = 0)
    {
        byte[] datagram = new byte[64];
        return datagram[..new NativeFormat(stream, epoch).WriteControl(datagram, kind, next, 1)];
    }

    /// <summary>A datagram arrives, alone in its batch.</summary>
    public void Arrive(byte[] datagram, uint? drops = null, DatagramSource? from = null, bool truncated = false, int segment = 0, int feed = 0)
    {
        long wall = (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        Pipeline.BeginBatch(Time.GetTimestamp(), wall);
        _output.BeginBatch(Time.GetTimestamp(), wall);
        Pipeline.OnDatagram(datagram, new DatagramMeta
        {
            Source = from ?? Sender,
            HasDrops = drops is not null,
            Drops = drops ?? 0,
            IsTruncated = truncated,
            SegmentLength = segment,
        }, feed);
        _output.Flush(_line);
    }

    public void Arrive(params long[] sequences)
    {
        foreach (long sequence in sequences)
        {
            Arrive(Data(sequence));
        }
    }

    public void Pass(TimeSpan time)
    {
        Time.Advance(time);
        Pipeline.OnTime(Time.GetTimestamp());
        _output.Flush(_line);
    }

    /// <summary>The reader takes a message; null when there is none.</summary>
    public (byte[] Payload, MulticastInfo Info)? Take()
    {
        if (!_line.TryTake(Time.GetTimestamp(), out QueuedMessage message))
        {
            return null;
        }

        _deliveredPackets += message.Packets;
        _deliveredMessages++;
        byte[] payload = message.Buffer.Array[..message.Length];
        message.Buffer.Release();
        return (payload, message.Info);
    }

    public List<(byte[] Payload, MulticastInfo Info)> TakeAll()
    {
        List<(byte[], MulticastInfo)> all = [];
        while (Take() is { } message)
        {
            all.Add(message);
        }

        return all;
    }

    /// <summary>Every identity comes out, now.</summary>
    public MulticastStats AssertIdentities()
    {
        MulticastStats stats = Stats;
        foreach (MulticastIdentity identity in stats.Identities)
        {
            if (identity.Residual != 0)
            {
                Assert.Fail($"{identity} {stats}");
            }
        }

        Assert.True(stats.LostSocket <= stats.KernelDrops, $"More was lost in the socket than it dropped: {stats}");
        return stats;
    }

    public void Dispose()
    {
        Pipeline.Finish();
        _line.Clear();
        AssertIdentities();
        _pool.Dispose();
    }

    /// <summary>A socket that is not there and says what it drops.</summary>
    private sealed class NoReceiver : IDatagramReceiver
    {
        public Socket Socket => throw new NotSupportedException();

        public bool HasKernelTimes => true;

        public bool HasDrops => true;

        public LinkResult Receive(ReceiveWait wait) => throw new NotSupportedException();

        public ReadOnlySpan<byte> Get(int index, out DatagramMeta meta) => throw new NotSupportedException();

        public bool TryReadDrops(out uint drops) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
