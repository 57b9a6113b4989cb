using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal;

/// <summary>
/// What becomes of every datagram: which kind it is, whose, whether it was here before, and where those in front of it
/// were lost. No socket, no thread, no clock: bytes and times come in, messages and counters go out.
/// </summary>
internal sealed class ReceivePipeline
{
    private readonly ReceiverSettings _settings;
    private readonly IWireFormat _format;
    private readonly IPipelineOutput _output;
    private readonly SourceTable _sources;
    private ReceiveCounters _counters;
    private long _now;
    private long _wall;
    private long _dropsSeen;

    /// <summary>Makes a pipeline.</summary>
    /// <param name="settings">What it needs of the options.</param>
    /// <param name="format">What the datagrams look like.</param>
    /// <param name="output">Where messages go.</param>
    /// <param name="delays">Where delays are recorded.</param>
    public ReceivePipeline(ReceiverSettings settings, IWireFormat format, IPipelineOutput output, LatencyHistogram delays)
    {
        Delays = delays;
        _settings = settings;
        _format = format;
        _output = output;
        _sources = new SourceTable(settings);
    }

    /// <summary>From the sender's stamp to the receiver's; both clocks are in it.</summary>
    public LatencyHistogram Delays { get; }

    /// <summary>What was counted so far, added up over all sources.</summary>
    public ReceiveCounters Counters
    {
        get
        {
            _sources.Sum(ref _counters);
            return _counters;
        }
    }

    /// <summary>The sources heard.</summary>
    public IReadOnlyList<SourceState> Sources => _sources.All;

    /// <summary>What is handed over next came at this time.</summary>
    /// <param name="now">The receiver's ticks.</param>
    /// <param name="wallNanoseconds">Nanoseconds since 1970, for what the kernel put no time on.</param>
    public void BeginBatch(long now, long wallNanoseconds)
    {
        _now = now;
        _wall = wallNanoseconds;
        _counters.Batches++;
    }

    /// <summary>A datagram arrived, or a train of merged ones.</summary>
    public void OnDatagram(ReadOnlySpan<byte> bytes, in DatagramMeta meta)
    {
        if (meta.HasDrops)
        {
            _dropsSeen = Extend(_dropsSeen, meta.Drops);
            _counters.KernelDrops = Math.Max(_counters.KernelDrops, _dropsSeen);
        }

        _counters.BytesRead += bytes.Length;
        int segment = meta.SegmentLength;
        if (segment == 0 || segment >= bytes.Length || meta.IsTruncated)
        {
            _counters.DatagramsRead++;
            OnPart(bytes, meta);
            return;
        }

        while (!bytes.IsEmpty)
        {
            int length = Math.Min(segment, bytes.Length);
            _counters.DatagramsRead++;
            OnPart(bytes[..length], meta);
            bytes = bytes[length..];
        }
    }

    /// <summary>The kernel says how many datagrams this socket has dropped by now.</summary>
    public void OnKernelDrops(uint drops) => _counters.KernelDrops = Extend(_counters.KernelDrops, drops);

    /// <summary>The thread was away from the socket for so long.</summary>
    public void OnAway(long ticks) => _counters.LongestAwayTicks = Math.Max(_counters.LongestAwayTicks, ticks);

    /// <summary>Time has passed.</summary>
    public void OnTime(long now)
    {
        foreach (SourceState source in _sources.All)
        {
            if (source.OnTime(now))
            {
                _counters.SourcesEnded++;
                _output.OnSource(source.Identity, MulticastSourceChange.Ended);
            }
            else if (!source.IsSilent && !source.HasEnded && now - source.HeardAt >= _settings.SilenceTicks)
            {
                source.IsSilent = true;
                _counters.SourcesSilent++;
                _output.OnSource(source.Identity, MulticastSourceChange.Silent);
            }
        }
    }

    /// <summary>Nothing more will come: everything is decided.</summary>
    public void Finish()
    {
        foreach (SourceState source in _sources.All)
        {
            source.Finish();
        }
    }

    /// <summary>The kernel's 32 bits extended; the newest of two readings wins, whichever way they came.</summary>
    private static long Extend(long last, uint value)
    {
        int forward = unchecked((int)(value - (uint)last));
        return forward > 0 ? last + forward : last;
    }

    private void OnPart(ReadOnlySpan<byte> part, in DatagramMeta meta)
    {
        if (meta.Source.Port == 0)
        {
            _counters.Phantoms++;
            return;
        }

        if (meta.IsTruncated)
        {
            _counters.Truncated++;
            return;
        }

        _format.Read(part, out Packet packet);
        switch (packet.Kind)
        {
            case PacketKind.Malformed:
                _counters.Malformed++;
                return;
            case PacketKind.Other:
                _counters.Control++;
                return;
        }

        SourceState? source = SourceOf(new SourceKey(meta.Source, packet.Stream), packet.SequenceBits);
        if (source is null)
        {
            _counters.Unwanted++;
            return;
        }

        Hear(source);
        if (packet.SequenceBits == 0)
        {
            _counters.Unnumbered++;
            Deliver(source, ref packet, meta);
        }
        else
        {
            OnNumbered(source, ref packet, meta);
        }
    }

    private SourceState? SourceOf(in SourceKey key, int sequenceBits)
    {
        SourceState? source = _sources.Find(key);
        if (source is not null)
        {
            return source;
        }

        source = _sources.Add(key, sequenceBits);
        if (source is null)
        {
            _counters.SourcesRefused++;
            return null;
        }

        // What the socket dropped before is only of interest to one who says where the source began.
        source.Place.DropsBefore = _settings.ExpectFrom is null ? _dropsSeen : 0;
        source.HeardAt = _now;
        _counters.SourcesStarted++;
        _output.OnSource(source.Identity, MulticastSourceChange.Started);
        return source;
    }

    private void Hear(SourceState source)
    {
        source.HeardAt = _now;
        if (source.IsSilent)
        {
            source.IsSilent = false;
            _output.OnSource(source.Identity, MulticastSourceChange.Returned);
        }
    }

    private void OnNumbered(SourceState source, ref Packet packet, in DatagramMeta meta)
    {
        EpochStep step = source.Enter(ref packet);
        if (step == EpochStep.Ended)
        {
            _counters.ForeignEpoch++;
            return;
        }

        if (step == EpochStep.Restarted)
        {
            _counters.Restarts++;
            source.Place.DropsBefore = _dropsSeen;
            _output.OnSource(source.Identity, MulticastSourceChange.Restarted);
        }

        SequenceTracker tracker = source.Runs.Current;
        if (!tracker.IsPlausible(packet.Sequence))
        {
            _counters.Malformed++;
            return;
        }

        long next = tracker.Next;
        if (packet.Kind != PacketKind.Data)
        {
            _counters.Control++;
            long announced = tracker.Announce(packet.Sequence);
            if (packet.Sequence >= next)
            {
                NotePlace(source, next, announced);
            }

            if (packet.Kind == PacketKind.End)
            {
                source.OnEnd(_now);
            }

            return;
        }

        _counters.NumberedArrivals++;
        SequenceStep arrived = tracker.Arrive(packet.Sequence);
        if (packet.Sequence >= next)
        {
            NotePlace(source, packet.Sequence - arrived.Opened, arrived.Opened);
        }

        if (arrived.IsFirstCopy)
        {
            Deliver(source, ref packet, meta);
        }
    }

    private void NotePlace(SourceState source, long start, long missing)
    {
        LossKnowledge knowledge = !_settings.KnowsDrops ? LossKnowledge.None
            : _settings.DropsAreDatagrams && (missing == 0 || _sources.IsAlone(source)) ? LossKnowledge.Exact
            : LossKnowledge.Whether;
        source.Place.OnInOrder(start, missing, _dropsSeen, knowledge);
    }

    private void Deliver(SourceState source, ref Packet packet, in DatagramMeta meta)
    {
        long received = meta.KernelTime != 0 ? meta.KernelTime : _wall;
        if (packet.Sent != 0)
        {
            source.Jitter.Add(packet.Sent, received);
            Delays.Record(received - packet.Sent);
        }

        MulticastInfo info = new()
        {
            Source = source.Identity,
            Sequence = packet.Sequence,
            SentNanoseconds = packet.Sent,
            ReceivedNanoseconds = received,
            Flags = packet.Flags,
            Priority = packet.Priority,
        };
        if (packet.MessageLength == 0)
        {
            _output.Deliver(info, packet.Payload, source.Frames.Mark(packet), packet.MaxAge);
            return;
        }

        PooledBuffer? whole = source.Assembly.Add(packet, _now, out int packets);
        if (whole is not null)
        {
            _output.Deliver(info, whole, packet.MessageLength, packets, source.Frames.Mark(packet), packet.MaxAge);
        }
    }
}
