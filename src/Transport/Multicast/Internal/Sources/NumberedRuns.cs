using Sockets.Transport.Measurement;

namespace Sockets.Transport.Multicast.Internal.Sources;

/// <summary>
/// The numbers of one source, over one feed or over all of them: one run after the other, which numbers are here, and
/// where those that are not were lost.
/// </summary>
/// <param name="reorderWindow">As of <see cref="SequenceTracker"/>.</param>
internal sealed class NumberedRuns(int reorderWindow)
{
    /// <summary>The number of a run's first packet, in the format that has runs (TMC1-N1).</summary>
    private const long FirstOfRun = 1;

    private readonly SequenceRuns _runs = new(reorderWindow);
    private readonly LossPlace _place = new();
    private LossSplit _lostBefore;
    private long _periodsBefore;
    private LossLengths _lengthsBefore;
    private long _longestBefore;
    private long _extentBefore;
    private long _mark;
    private long _markedAt;

    /// <summary>The run that goes on.</summary>
    public SequenceTracker Current => _runs.Current;

    /// <summary>How often the source began anew.</summary>
    public long Restarts => _runs.Restarts;

    /// <summary>All runs together.</summary>
    public SequenceCounts Counts => _runs.Counts;

    /// <summary>All losses by place.</summary>
    public LossSplit Losses => _lostBefore + _place.Split(Current.Decided, Current.Counts.Lost);

    /// <summary>Runs of successive lost numbers (RFC 3357).</summary>
    public long LossPeriods => _periodsBefore + Current.Losses.Periods;

    /// <summary>How many of them were how long.</summary>
    public LossLengths LossLengths => _lengthsBefore + Current.Losses.Lengths;

    /// <summary>The longest of them.</summary>
    public long LongestLossPeriod => Math.Max(_longestBefore, Current.Losses.Longest);

    /// <summary>By how many packets the worst was out of order (RFC 4737).</summary>
    public long MaxReorderExtent => Math.Max(_extentBefore, Current.Reordering.MaxExtent);

    /// <summary>Whether a packet of this epoch would be the first of another run.</summary>
    public bool WouldRestart(uint epoch) => _runs.WouldRestart(epoch);

    /// <summary>What had been dropped when the last packet of another source was queued is none of this one, which is new.</summary>
    public void LeaveDropsTo(NumberedRuns other) => _place.DropsBefore = Math.Max(_place.DropsBefore, other._place.DropsBefore);

    /// <summary>A run that was closed goes on after all.</summary>
    public void Reopen(uint epoch) => _runs.Reopen(epoch);

    /// <summary>A packet of this epoch arrived.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="first">The number with which the first run begins; null for whichever comes first. Those after it then begin with 1.</param>
    /// <param name="drops">What the sockets have dropped by now.</param>
    public EpochStep Enter(uint epoch, long? first, long drops)
    {
        if (_runs.WouldRestart(epoch))
        {
            Current.Finish();
            (_lostBefore, _periodsBefore, _lengthsBefore) = (Losses, LossPeriods, LossLengths);
            (_longestBefore, _extentBefore) = (LongestLossPeriod, MaxReorderExtent);
            _place.Restart();

            // Who knows where a run begins takes what was dropped since the last packet for its first ones.
            _place.DropsBefore = first is null ? drops : _place.DropsBefore;
        }

        EpochStep step = _runs.Enter(epoch);
        if (step is not (EpochStep.First or EpochStep.Restarted))
        {
            return step;
        }

        if (first is { } number)
        {
            Current.ExpectFrom(step == EpochStep.First ? number : FirstOfRun);
        }

        _mark = Current.Next;

        return step;
    }

    /// <summary>A number arrived that is plausible.</summary>
    public SequenceStep Arrive(long sequence, long drops, LossKnowledge knowledge)
    {
        long next = Current.Next;
        SequenceStep step = Current.Arrive(sequence);
        if (sequence >= next)
        {
            _place.OnInOrder(sequence - step.Opened, step.Opened, drops, knowledge);
        }

        return step;
    }

    /// <summary>The sender says which number comes next. Gives how many that shows to be missing.</summary>
    public long Announce(long sequence, long drops, LossKnowledge knowledge)
    {
        long next = Current.Next;
        long missing = Current.Announce(sequence);
        if (sequence >= next)
        {
            _place.OnInOrder(next, missing, drops, knowledge);
        }

        return missing;
    }

    /// <summary>Time has passed: what is missing for that long is lost. True once in that time.</summary>
    public bool DecideOld(long now, long lossTicks)
    {
        if (now - _markedAt < lossTicks)
        {
            return false;
        }

        // What was known at the last mark is now one to two timeouts old.
        Current.DecideBelow(_mark);
        _mark = Current.Next;
        _markedAt = now;
        return true;
    }

    /// <summary>Nothing more will come: what is missing is lost.</summary>
    public void Finish() => Current.Finish();
}
