using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal;

/// <summary>Everything a receiver remembers of one source.</summary>
internal sealed class SourceState
{
    private readonly ReceiverSettings _settings;
    private SequenceExtender _extender;
    private LossSplit _lostBefore;
    private long _mark;
    private long _markedAt;
    private long _endedAt = long.MinValue;

    /// <summary>Makes the record of a source whose first packet has come.</summary>
    public SourceState(SourceKey key, int sequenceBits, ReceiverSettings settings)
    {
        _settings = settings;
        Key = key;
        Identity = new MulticastSource(key.Sender.ToEndPoint(), key.Stream);
        IsNumbered = sequenceBits > 0;
        _extender = new SequenceExtender(sequenceBits is 0 or 64 ? 32 : sequenceBits);
        Runs = new SequenceRuns(settings.ReorderWindow);
        Assembly = new MessageAssembly(settings.MaxMessageLength, settings.Pool);
        Frames = new FrameFinder(settings.Wire);
    }

    public SourceKey Key { get; }

    public MulticastSource Identity { get; }

    /// <summary>Whether its packets have numbers.</summary>
    public bool IsNumbered { get; }

    public SequenceRuns Runs { get; }

    public LossPlace Place { get; } = new();

    public JitterMeter Jitter { get; } = new();

    public MessageAssembly Assembly { get; }

    public FrameFinder Frames { get; }

    /// <summary>When its last packet came, in the receiver's ticks.</summary>
    public long HeardAt { get; set; }

    public bool IsSilent { get; set; }

    /// <summary>Whether it said that it is done.</summary>
    public bool SaidEnd => _endedAt != long.MinValue;

    /// <summary>Whether it said so, and its last packets have had their time.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>All its losses by place.</summary>
    public LossSplit Losses
    {
        get
        {
            SequenceTracker current = Runs.Current;
            return _lostBefore + Place.Split(current.Decided, current.Counts.Lost);
        }
    }

    /// <summary>Finds out which run a packet belongs to and what its full number is.</summary>
    public EpochStep Enter(ref Packet packet)
    {
        if (packet.SequenceBits is > 0 and < 64)
        {
            SequenceExtender.Verdict verdict = _extender.Extend((uint)packet.Sequence, out long extended);
            packet.Sequence = extended;
            if (verdict == SequenceExtender.Verdict.Suspect)
            {
                return EpochStep.Ended;
            }

            // A format without epochs gets them from its beginnings.
            packet.Epoch = (uint)Runs.Restarts + (verdict == SequenceExtender.Verdict.Restarted ? 1u : 0);
        }

        LossSplit finished = default;
        if (Runs.WouldRestart(packet.Epoch))
        {
            Runs.Current.Finish();
            finished = Place.Split(Runs.Current.Decided, Runs.Current.Counts.Lost);
        }

        EpochStep step = Runs.Enter(packet.Epoch);
        if (step is EpochStep.First or EpochStep.Restarted)
        {
            _lostBefore += finished;
            Place.Restart();
            Jitter.Restart();
            _endedAt = long.MinValue;
            HasEnded = false;
            if (step == EpochStep.First && _settings.ExpectFrom is { } first && packet.SequenceBits == 64)
            {
                Runs.Current.ExpectFrom(first);
            }

            _mark = Runs.Current.Next;
        }

        return step;
    }

    /// <summary>It said that it is done.</summary>
    public void OnEnd(long now)
    {
        if (_endedAt == long.MinValue)
        {
            _endedAt = now;
        }
    }

    /// <summary>Time has passed: what is missing for too long is lost. True when the source ended with this call.</summary>
    public bool OnTime(long now)
    {
        if (now - _markedAt >= _settings.LossTicks)
        {
            // What was known at the last mark is now one to two timeouts old.
            Runs.Current.DecideBelow(_mark);
            _mark = Runs.Current.Next;
            _markedAt = now;
            Assembly.DropOld(now - _settings.LossTicks);
        }

        if (!SaidEnd || HasEnded || now - _endedAt < _settings.EndTicks)
        {
            return false;
        }

        Runs.Current.Finish();
        Assembly.DropAll();
        HasEnded = true;
        return true;
    }

    /// <summary>Nothing more will come: everything is decided.</summary>
    public void Finish()
    {
        Runs.Current.Finish();
        Assembly.DropAll();
    }
}
