using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Queueing;
using Sockets.Transport.Multicast.Internal.Receiving;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>Everything a receiver remembers of one source.</summary>
internal sealed class SourceState
{
    /// <summary>A run that has been silent for so long may be over without a newer one that can be told by its seals: 10 s.</summary>
    private const int SettledMilliseconds = 10_000;

    private readonly ReceiverSettings _settings;
    private readonly SourceFeed[] _feeds;
    private long _endedAt = long.MinValue;
    private long _sealCounter;
    private long _runHeardAt;
    private bool _hasBegun;

    /// <summary>Makes the record of a source whose first packet has come.</summary>
    public SourceState(in SourceKey key, DatagramSource sender, int sequenceBits, ReceiverSettings settings, AssemblyRoom room)
    {
        _settings = settings;
        Key = key;
        Identity = new MulticastSource(sender.ToEndPoint(), key.Stream);
        Numbers = new NumberedRuns(settings.ReorderWindow);
        _feeds = new SourceFeed[settings.Feeds];
        for (int i = 0; i < _feeds.Length; i++)
        {
            _feeds[i] = new SourceFeed(sequenceBits, settings.Feeds > 1 ? new NumberedRuns(settings.ReorderWindow) : null);
        }

        Assembly = new MessageAssembly(settings.MaxMessageLength, settings.Pool, room);
        Missing = settings.Repairs.HasFlag(MulticastRepairs.Requests) ? new MissingNumbers(settings.TicksPerMillisecond) : null;
        Sender = sender;
        Parity = settings.Repairs.HasFlag(MulticastRepairs.Parity) ? new ParityStore(settings.MaxDatagramLength) : null;
        ForgetFrames();
    }

    public SourceKey Key { get; }

    public MulticastSource Identity { get; }

    /// <summary>Its numbers, whichever feed brought them.</summary>
    public NumberedRuns Numbers { get; }

    public JitterMeter Jitter { get; } = new();

    public MessageAssembly Assembly { get; }

    /// <summary>What it sent last that is not believed yet.</summary>
    public Doubt Doubt { get; } = new();

    /// <summary>Its video frames; null when nobody asks for them.</summary>
    public FrameFinder? Frames { get; private set; }

    /// <summary>What is kept of it to compute what is missing; null when that is not wanted.</summary>
    public ParityStore? Parity { get; }

    /// <summary>What is to be asked for; null when nothing is.</summary>
    public MissingNumbers? Missing { get; }

    /// <summary>Where its packets of the first feed come from, which is where requests go.</summary>
    public DatagramSource Sender { get; set; }

    /// <summary>The epoch of the run that goes on.</summary>
    public uint Epoch { get; private set; }

    /// <summary>When its last packet came, in the receiver's ticks.</summary>
    public long HeardAt { get; set; }

    public bool IsSilent { get; set; }

    /// <summary>Whether it said that it is done, and its last packets have had their time.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>How many feeds bring it.</summary>
    public int Feeds => _feeds.Length;

    /// <summary>It as one of the feeds brings it.</summary>
    public SourceFeed Feed(int index) => _feeds[index];

    /// <summary>
    /// Whether a packet is not to be believed alone: it is of another run, or far ahead, and nothing proves that it is of its
    /// source. Short numbers have a probation of their own.
    /// </summary>
    public bool IsDoubtful(in Packet packet) => packet.SequenceBits == 64 && packet.SealCounter == 0
        && (packet.Epoch != Epoch || packet.Sequence - Numbers.Current.Next >= Doubt.Near)
        && (WouldRestart(packet) || IsFarAhead(packet));

    /// <summary>Whether a packet would be the first of another run.</summary>
    public bool WouldRestart(in Packet packet) => Numbers.WouldRestart(packet.Epoch);

    /// <summary>Finds out which run a packet belongs to and what its full number is.</summary>
    /// <param name="packet">The packet; gets its full number.</param>
    /// <param name="feed">Which feed brought it.</param>
    /// <param name="drops">What the sockets have dropped by now.</param>
    /// <param name="now">The time in ticks.</param>
    public EpochStep Enter(ref Packet packet, int feed, long drops, long now)
    {
        if (packet.SequenceBits < 64 && !_feeds[feed].TryExtend(ref packet, Numbers))
        {
            return EpochStep.Ended;
        }

        if (!IsBelieved(packet, now))
        {
            return EpochStep.Ended;
        }

        EpochStep step = Numbers.Enter(packet.Epoch, _settings.ExpectFrom, drops);
        if (step is EpochStep.First or EpochStep.Restarted)
        {
            Epoch = packet.Epoch;
            _hasBegun = true;
            Jitter.Restart();
            Assembly.DropAll();
            ForgetFrames();
            Parity?.Clear();
            Missing?.Clear();
            _endedAt = long.MinValue;
            HasEnded = false;
        }

        _runHeardAt = step == EpochStep.Ended ? _runHeardAt : now;
        return step;
    }

    /// <summary>What it sends next begins a frame: it was away, or began anew.</summary>
    public void ForgetFrames() => Frames = _settings.FindsFrames ? new FrameFinder(_settings.Wire) : null;

    /// <summary>It said that it is done.</summary>
    public void OnEnd(long now)
    {
        if (_endedAt == long.MinValue)
        {
            _endedAt = now;
        }
    }

    /// <summary>What the sockets had dropped when another source's last packets were queued is not of this one, which is new.</summary>
    public void LeaveDropsTo(SourceState other)
    {
        Numbers.LeaveDropsTo(other.Numbers);
        for (int i = 0; i < _feeds.Length; i++)
        {
            if (other._feeds[i].Numbers is { } numbers)
            {
                _feeds[i].Numbers?.LeaveDropsTo(numbers);
            }
        }
    }

    /// <summary>Time has passed: what is missing for too long is lost. True when the source ended with this call.</summary>
    public bool OnTime(long now)
    {
        if (Numbers.DecideOld(now, _settings.LossTicks))
        {
            Assembly.DropOld(now - _settings.LossTicks);
        }

        foreach (SourceFeed feed in _feeds)
        {
            feed.Numbers?.DecideOld(now, _settings.LossTicks);
        }

        if (_endedAt == long.MinValue || HasEnded || now - _endedAt < _settings.EndTicks)
        {
            return false;
        }

        Finish();
        HasEnded = true;
        return true;
    }

    /// <summary>Nothing more will come: everything is decided.</summary>
    public void Finish()
    {
        Numbers.Finish();
        foreach (SourceFeed feed in _feeds)
        {
            feed.Numbers?.Finish();
        }

        Assembly.DropAll();
        Doubt.Drop();
    }

    private bool IsFarAhead(in Packet packet) => _hasBegun && packet.Epoch == Epoch && Numbers.Current.IsPlausible(packet.Sequence)
        && packet.Sequence - Numbers.Current.Next >= Doubt.Near;

    /// <summary>
    /// Who sends a recorded run again is no new beginning: the counter of a sender's seals only rises, unless its clock was
    /// set back. A run that counts from lower is believed when the present one has been silent for long. If that one goes on
    /// after all, its counter is higher than everything that was heard, and it is the present one again.
    /// </summary>
    private bool IsBelieved(in Packet packet, long now)
    {
        if (packet.SealCounter > _sealCounter)
        {
            _sealCounter = packet.SealCounter;
            Reopen(packet.Epoch);
            return true;
        }

        return packet.SealCounter == _sealCounter || !Numbers.WouldRestart(packet.Epoch)
            || now - _runHeardAt >= SettledMilliseconds * _settings.TicksPerMillisecond;
    }

    private void Reopen(uint epoch)
    {
        Numbers.Reopen(epoch);
        foreach (SourceFeed feed in _feeds)
        {
            feed.Numbers?.Reopen(epoch);
        }
    }
}
