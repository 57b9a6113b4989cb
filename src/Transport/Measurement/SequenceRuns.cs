namespace Sockets.Transport.Measurement;

/// <summary>
/// The runs of one sender, one after the other. Each has an epoch; another epoch means that the sender began anew, so
/// the old run is closed and counting starts again: a restart is never a billion lost packets.
/// </summary>
internal sealed class SequenceRuns
{
    /// <summary>How many ended runs are recognised, so that their stragglers do not look like another restart.</summary>
    private const int Remembered = 8;

    private readonly uint[] _ended = new uint[Remembered];
    private SequenceCounts _finished;
    private bool _started;
    private uint _epoch;
    private long _restarts;

    /// <summary>Makes the record of a sender that has sent nothing yet.</summary>
    /// <param name="reorderWindow">As of <see cref="SequenceTracker"/>.</param>
    /// <param name="window">As of <see cref="SequenceTracker"/>.</param>
    public SequenceRuns(int reorderWindow = SequenceTracker.DefaultReorder, int window = SequenceTracker.MostWindow) =>
        Current = new SequenceTracker(reorderWindow, window);

    /// <summary>The run that goes on.</summary>
    public SequenceTracker Current { get; }

    /// <summary>How often the sender began anew.</summary>
    public long Restarts => _restarts;

    /// <summary>All runs together.</summary>
    public SequenceCounts Counts => _restarts == 0 ? Current.Counts : _finished + Current.Counts;

    /// <summary>Whether a packet of this epoch would be the first of another run.</summary>
    public bool WouldRestart(uint epoch) => _started && epoch != _epoch && !HasEnded(epoch);

    /// <summary>A run that was closed goes on after all: its next packet opens it again, as another beginning.</summary>
    public void Reopen(uint epoch)
    {
        int at = _ended.AsSpan(0, (int)Math.Min(_restarts, Remembered)).IndexOf(epoch);
        if (at >= 0 && epoch != _epoch)
        {
            // The one that goes on now has ended by then, and fills the place.
            _ended[at] = _epoch;
        }
    }

    /// <summary>A packet of this epoch arrived.</summary>
    public EpochStep Enter(uint epoch)
    {
        if (!_started)
        {
            _started = true;
            _epoch = epoch;
            return EpochStep.First;
        }

        if (epoch == _epoch)
        {
            return EpochStep.Same;
        }

        if (HasEnded(epoch))
        {
            return EpochStep.Ended;
        }

        Current.Finish();
        _finished += Current.Counts;
        Current.Reset();
        _ended[_restarts++ % Remembered] = _epoch;
        _epoch = epoch;
        return EpochStep.Restarted;
    }

    private bool HasEnded(uint epoch) => _ended.AsSpan(0, (int)Math.Min(_restarts, Remembered)).Contains(epoch);
}
