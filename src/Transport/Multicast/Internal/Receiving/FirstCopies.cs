using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Sources;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>
/// What becomes of every packet: whose it is, which run it belongs to, whether its number was here before, and where those
/// in front of it were lost. The first copy of each number goes out, whichever feed brought it.
/// </summary>
internal sealed class FirstCopies
{
    private readonly ReceiverSettings _settings;
    private readonly IWireFormat _format;
    private readonly SourceTable _sources;
    private readonly PacketDelivery _delivery;
    private long _now;

    /// <summary>Makes one that has seen nothing.</summary>
    public FirstCopies(ReceiverSettings settings, IWireFormat format, SourceTable sources, PacketDelivery delivery)
    {
        _settings = settings;
        _format = format;
        _sources = sources;
        _delivery = delivery;
    }

    /// <summary>What is handed over next came at this time.</summary>
    public void BeginBatch(long now) => _now = now;

    /// <summary>A packet arrived.</summary>
    public void OnPacket(ref Packet packet, in DatagramMeta meta, int feed, ref ReceiveCounters counters)
    {
        SourceState? source = SourceOf(packet, meta, ref counters);
        if (source is null)
        {
            return;
        }

        source.HeardAt = _now;
        source.Sender = feed == 0 ? meta.Source : source.Sender;
        if (source.IsSilent)
        {
            source.IsSilent = false;
            _delivery.Tell(source.Identity, MulticastSourceChange.Returned);
        }

        if (packet.SequenceBits == 0)
        {
            counters.Unnumbered++;
            _delivery.Deliver(source, packet, meta);
        }
        else
        {
            OnNumbered(source, ref packet, meta, feed, ref counters);
        }
    }

    /// <summary>Time has passed.</summary>
    public void OnTime(long now, ref ReceiveCounters counters)
    {
        foreach (SourceState source in _sources.All)
        {
            if (source.OnTime(now))
            {
                counters.SourcesEnded++;
                _delivery.Tell(source.Identity, MulticastSourceChange.Ended);
            }
            else if (!source.IsSilent && !source.HasEnded && now - source.HeardAt >= _settings.SilenceTicks)
            {
                source.IsSilent = true;
                source.ForgetFrames();
                counters.SourcesSilent++;
                _delivery.Tell(source.Identity, MulticastSourceChange.Silent);
            }
        }
    }

    private SourceState? SourceOf(in Packet packet, in DatagramMeta meta, ref ReceiveCounters counters)
    {
        // Two feeds come from two sockets, perhaps of two devices: then the stream alone says that they are one.
        SourceKey key = new(_settings.Feeds > 1 ? default : meta.Source, packet.Stream);
        SourceState? source = _sources.Find(key);
        if (source is not null)
        {
            return source;
        }

        if (packet.IsRetransmit)
        {
            // Whoever asked for it knows the run; to others it says nothing of where that is.
            counters.ForeignEpoch++;
            return null;
        }

        source = _sources.Add(key, meta.Source, packet.SequenceBits);
        if (source is null)
        {
            counters.SourcesRefused++;
            counters.Unwanted++;
            return null;
        }

        counters.SourcesStarted++;
        _delivery.Tell(source.Identity, MulticastSourceChange.Started);
        return source;
    }

    private void OnNumbered(SourceState source, ref Packet packet, in DatagramMeta meta, int feed, ref ReceiveCounters counters)
    {
        if (!SequenceTracker.IsPossible(packet.Sequence))
        {
            counters.Malformed++;
        }
        else if (packet.IsRetransmit && source.WouldRestart(packet))
        {
            counters.ForeignEpoch++;
        }
        else if (!source.IsDoubtful(packet))
        {
            OnBelieved(source, ref packet, meta, feed, ref counters);
        }
        else if (!source.Doubt.IsConfirmedBy(packet))
        {
            source.Doubt.Keep(packet, meta, feed, source.WouldRestart(packet));
        }
        else
        {
            OnConfirmed(source, ref counters);
            OnBelieved(source, ref packet, meta, feed, ref counters);
        }
    }

    /// <summary>What was not believed alone is, now that another one says the same.</summary>
    private void OnConfirmed(SourceState source, ref ReceiveCounters counters)
    {
        ReadOnlySpan<byte> datagram = source.Doubt.Take(out DatagramMeta meta, out int feed);
        _format.Read(datagram, out Packet packet);
        packet.Datagram = datagram;
        OnBelieved(source, ref packet, meta, feed, ref counters);
    }

    private void OnBelieved(SourceState source, ref Packet packet, in DatagramMeta meta, int feed, ref ReceiveCounters counters)
    {
        EpochStep epoch = source.Enter(ref packet, feed, counters.DropsSeen, _now);
        if (epoch == EpochStep.Ended)
        {
            counters.ForeignEpoch++;
            return;
        }

        if (epoch == EpochStep.Restarted)
        {
            counters.Restarts++;
            _delivery.Tell(source.Identity, MulticastSourceChange.Restarted);
        }

        if (!source.Numbers.Current.IsPlausible(packet.Sequence))
        {
            counters.Malformed++;
            return;
        }

        if (packet.Kind == PacketKind.Data)
        {
            OnData(source, ref packet, meta, feed, ref counters);
        }
        else
        {
            OnControl(source, packet, meta, feed, ref counters);
        }
    }

    private void OnData(SourceState source, ref Packet packet, in DatagramMeta meta, int feed, ref ReceiveCounters counters)
    {
        counters.NumberedArrivals++;
        SequenceStep step = source.Numbers.Arrive(packet.Sequence, counters.DropsSeen, KnowledgeOf(source));
        OnFeed(source, packet, feed, step.IsFirstCopy, ref counters);
        if (step.Opened > 0)
        {
            source.Missing?.Add(packet.Sequence - step.Opened, step.Opened, _now);
        }

        if (!step.IsFirstCopy)
        {
            return;
        }

        counters.RepairedOnRequest += packet.IsRetransmit ? 1 : 0;
        _delivery.Measure(source, packet, meta);
        _delivery.Deliver(source, packet, meta);
        if (source.Parity is { } parity)
        {
            parity.Keep(packet.Sequence, packet.Datagram);
            Repair(source, parity, meta, ref counters);
        }
    }

    private void OnControl(SourceState source, in Packet packet, in DatagramMeta meta, int feed, ref ReceiveCounters counters)
    {
        long missing = source.Numbers.Announce(packet.Sequence, counters.DropsSeen, KnowledgeOf(source));
        if (missing > 0)
        {
            source.Missing?.Add(packet.Sequence - missing, missing, _now);
        }

        OnFeed(source, packet, feed, isFirstCopy: false, ref counters);
        if (packet.Kind != PacketKind.Parity)
        {
            counters.Control++;
            if (packet.Kind == PacketKind.End)
            {
                source.OnEnd(_now);
            }
        }
        else if (ParityGroup.TryRead(packet.Payload, packet.Sequence, out ParityGroup group))
        {
            counters.Parity++;
            if (source.Parity is { } parity)
            {
                parity.Add(group, packet.Payload[ParityGroup.Size..]);
                Repair(source, parity, meta, ref counters);
            }
        }
        else
        {
            counters.Malformed++;
        }
    }

    /// <summary>Computes what can be computed: each datagram that is may be what another one waited for.</summary>
    private void Repair(SourceState source, ParityStore parity, in DatagramMeta meta, ref ReceiveCounters counters)
    {
        while (parity.TryRecover(out long number, out ReadOnlySpan<byte> bytes))
        {
            ReadOnlySpan<byte> datagram = Tmc1Header.Trim(bytes);
            _format.Read(datagram, out Packet packet);
            if (packet.Kind != PacketKind.Data || packet.Sequence != number || packet.Stream != source.Key.Stream)
            {
                counters.RepairsFailed++;
            }
            else if (source.Numbers.Current.Repair(number))
            {
                parity.Keep(number, datagram);
                _delivery.Deliver(source, packet, meta);
            }
        }
    }

    /// <summary>Counts a packet for the feed that brought it, and what that feed alone has lost.</summary>
    private void OnFeed(SourceState source, in Packet packet, int feed, bool isFirstCopy, ref ReceiveCounters counters)
    {
        if (source.Feed(feed).Numbers is not { } own)
        {
            return;
        }

        ref FeedIntake intake = ref counters.Feed(feed);
        bool isData = packet.Kind == PacketKind.Data;
        intake.Arrivals += isData ? 1 : 0;
        intake.Won += isFirstCopy ? 1 : 0;
        EpochStep epoch = own.Enter(packet.Epoch, _settings.ExpectFrom, intake.DropsSeen);
        if (epoch == EpochStep.Ended || !own.Current.IsPlausible(packet.Sequence))
        {
            return;
        }

        LossKnowledge knowledge = FeedKnowledgeOf(source);
        if (isData)
        {
            own.Arrive(packet.Sequence, intake.DropsSeen, knowledge);
        }
        else
        {
            own.Announce(packet.Sequence, intake.DropsSeen, knowledge);
        }
    }

    /// <summary>With two feeds a number is lost only on both, and the drops of two sockets do not say which of its copies they were.</summary>
    private LossKnowledge KnowledgeOf(SourceState source) =>
        _settings.Feeds > 1 && _settings.KnowsDrops ? LossKnowledge.Whether : FeedKnowledgeOf(source);

    private LossKnowledge FeedKnowledgeOf(SourceState source) => !_settings.KnowsDrops ? LossKnowledge.None
        : _settings.DropsAreDatagrams && _sources.IsAlone(source) ? LossKnowledge.Exact
        : LossKnowledge.Whether;
}
