using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Pcap;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Sources;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>
/// What becomes of every datagram: it is a packet, or it is counted as what else it was. No socket, no thread, no clock:
/// bytes and times come in, messages and counters go out.
/// </summary>
internal sealed class ReceivePipeline
{
    private readonly IWireFormat _format;
    private readonly FirstCopies _packets;
    private readonly PacketDelivery _delivery;
    private readonly SourceTable _sources;
    private readonly RepairAsker? _asker;
    private readonly DatagramRecorder? _recorder;
    private readonly DatagramSource[] _recordedTo;
    private readonly int _longest;
    private ReceiveCounters _counters;

    /// <summary>Makes a pipeline.</summary>
    /// <param name="settings">What it needs of the options.</param>
    /// <param name="format">What the datagrams look like.</param>
    /// <param name="output">Where messages go.</param>
    /// <param name="delays">Where delays are recorded.</param>
    /// <param name="asker">Asks for what is missing; null when nobody does. Owned from now on.</param>
    public ReceivePipeline(
        ReceiverSettings settings, IWireFormat format, IPipelineOutput output, LatencyHistogram delays, RepairAsker? asker = null)
    {
        Delays = delays;
        _asker = asker;
        _recorder = settings.Recorder;
        _recordedTo = settings.RecordedTo;
        _longest = settings.MaxDatagramLength;
        _format = format;
        _sources = new SourceTable(settings);
        _delivery = new PacketDelivery(output, delays);
        _packets = new FirstCopies(settings, format, _sources, _delivery);
    }

    /// <summary>From the sender's stamp to the receiver's; both clocks are in it.</summary>
    public LatencyHistogram Delays { get; }

    /// <summary>What was counted so far, added up over all sources.</summary>
    public ref readonly ReceiveCounters Counters
    {
        get
        {
            _sources.Sum(ref _counters);
            return ref _counters;
        }
    }

    /// <summary>What is handed over next came at this time.</summary>
    /// <param name="now">The receiver's ticks.</param>
    /// <param name="wallNanoseconds">Nanoseconds since 1970, for what the kernel put no time on.</param>
    public void BeginBatch(long now, long wallNanoseconds)
    {
        _packets.BeginBatch(now);
        _delivery.BeginBatch(now, wallNanoseconds);
        _counters.Batches++;
    }

    /// <summary>A datagram arrived, or a train of merged ones.</summary>
    /// <param name="bytes">The datagram; borrowed for the call.</param>
    /// <param name="meta">What the kernel says about it.</param>
    /// <param name="feed">Which feed brought it: 0, or 1 for the second of two.</param>
    public void OnDatagram(ReadOnlySpan<byte> bytes, in DatagramMeta meta, int feed = 0)
    {
        ref FeedIntake intake = ref _counters.Feed(feed);
        if (meta.HasDrops)
        {
            intake.See(meta.Drops);
        }

        _counters.BytesRead += bytes.Length;
        int segment = meta.SegmentLength;
        if (segment == 0 || segment >= bytes.Length || meta.IsTruncated)
        {
            intake.DatagramsRead++;
            OnPart(bytes, meta, feed);
            return;
        }

        while (!bytes.IsEmpty)
        {
            int length = Math.Min(segment, bytes.Length);
            intake.DatagramsRead++;
            OnPart(bytes[..length], meta, feed);
            bytes = bytes[length..];
        }
    }

    /// <summary>The kernel says how many datagrams a feed's socket has dropped by now.</summary>
    public void OnKernelDrops(uint drops, int feed = 0) => _counters.Feed(feed).Ask(drops);

    /// <summary>The thread was away from the socket for so long.</summary>
    public void OnAway(long ticks) => _counters.LongestAwayTicks = Math.Max(_counters.LongestAwayTicks, ticks);

    /// <summary>Time has passed.</summary>
    public void OnTime(long now) => _packets.OnTime(now, ref _counters);

    /// <summary>Asks senders for what is missing, as far as it is due. False when nothing is missing that is asked for.</summary>
    public bool Ask(long now, long wallNanoseconds)
    {
        bool any = false;
        foreach (SourceState source in _sources.All)
        {
            if (source.Missing is { IsEmpty: false } missing)
            {
                _asker?.Ask(source, missing, now, wallNanoseconds, ref _counters);
                any |= !missing.IsEmpty;
            }
        }

        return any;
    }

    /// <summary>Nothing more will come: everything is decided.</summary>
    public void Finish()
    {
        _asker?.Dispose();
        _recorder?.Stop();
        foreach (SourceState source in _sources.All)
        {
            source.Finish();
        }
    }

    private void OnPart(ReadOnlySpan<byte> part, in DatagramMeta meta, int feed)
    {
        // The room for trains holds longer ones than the rest of the receiver has room for.
        bool isWhole = meta.Source.Port != 0 && !meta.IsTruncated && part.Length <= _longest;
        if (_recorder is not null)
        {
            bool isRecorded = isWhole && _recorder.TryRecord(part, meta.Source, _recordedTo[feed], _delivery.ReceivedAt(meta));
            _counters.Recorded += isRecorded ? 1 : 0;
            _counters.NotRecorded += isRecorded ? 0 : 1;
        }

        if (!isWhole)
        {
            _counters.Phantoms += meta.Source.Port == 0 ? 1 : 0;
            _counters.Truncated += meta.Source.Port == 0 ? 0 : 1;
            return;
        }

        _format.Read(part, out Packet packet);
        packet.Datagram = part;
        switch (packet.Kind)
        {
            case PacketKind.Malformed:
                _counters.Malformed++;
                break;
            case PacketKind.Unauthentic:
                _counters.Unauthentic++;
                break;
            case PacketKind.Other:
                _counters.Control++;
                break;
            default:
                _packets.OnPacket(ref packet, meta, feed, ref _counters);
                break;
        }
    }
}
