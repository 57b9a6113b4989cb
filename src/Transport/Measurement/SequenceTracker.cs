namespace Sockets.Transport.Measurement;

/// <summary>
/// Which numbers of one run of one sender have arrived: loss, duplicates and reordering told apart, by a bit for each of
/// the last 65,536 numbers. A missing number is lost only when it leaves the reorder window, so that loss counted over an
/// interval is never negative. Nothing is allocated after the constructor. One thread at a time.
/// </summary>
/// <remarks>
/// <code>
///        first                 decided                    next
///          |   decided: here or lost  |  here or pending    |   not known to be sent
///          +--------------------------+---------------------+
///               |&lt;- window: a late number is recognised --->|
///                                     |&lt;-- reorder window -->|
/// </code>
/// </remarks>
internal sealed class SequenceTracker
{
    /// <summary>The most numbers remembered: 65,536, so 8 KiB of bits.</summary>
    public const int MostWindow = 65_536;

    /// <summary>The default reorder window: 1,024 numbers.</summary>
    public const int DefaultReorder = 1024;

    /// <summary>The least window: one word of bits.</summary>
    private const int LeastWindow = 64;

    /// <summary>How far ahead a number may be, 2^32, an hour at a million a second: beyond it the number is an accident or a lie.</summary>
    private const long MostAhead = 1L << 32;

    private readonly SequenceBits _seen;
    private readonly int _window;
    private readonly int _reorder;
    private bool _started;
    private bool _firstIsGiven;
    private long _first;
    private long _decided;
    private long _next;
    private long _arrivals;
    private long _firstCopies;
    private long _duplicates;
    private long _tooOld;
    private long _repaired;
    private long _pending;
    private long _declared;
    private long _late;

    /// <summary>Makes a tracker that has seen nothing.</summary>
    /// <param name="reorderWindow">How many higher numbers make a missing one lost; 1 to the window.</param>
    /// <param name="window">How many numbers are remembered: a power of two, 64 to 65,536.</param>
    public SequenceTracker(int reorderWindow = DefaultReorder, int window = MostWindow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, LeastWindow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, MostWindow);
        ArgumentOutOfRangeException.ThrowIfNotEqual(window & (window - 1), 0, nameof(window));
        ArgumentOutOfRangeException.ThrowIfLessThan(reorderWindow, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reorderWindow, window);
        _window = window;
        _reorder = reorderWindow;
        _seen = new SequenceBits(window);
    }

    /// <summary>How losses follow each other (RFC 3357), as they were declared.</summary>
    public LossPattern Losses { get; } = new();

    /// <summary>How far numbers were out of order (RFC 4737).</summary>
    public ReorderMeter Reordering { get; } = new();

    /// <summary>The number after the highest that is known to have been sent.</summary>
    public long Next => _next;

    /// <summary>The first number expected.</summary>
    public long First => _first;

    /// <summary>Every number below this one is here or declared lost.</summary>
    public long Decided => _decided;

    /// <summary>What has happened so far.</summary>
    public SequenceCounts Counts => new(
        _next - _first,
        _arrivals,
        _firstCopies,
        _duplicates,
        _tooOld,
        _repaired,
        _pending,
        _declared,
        _late,
        Reordering.Count);

    /// <summary>Whether a number can be one of any run.</summary>
    public static bool IsPossible(long sequence) => sequence is >= 0 and < long.MaxValue - MostAhead;

    /// <summary>Whether a number can be one of this run: it is neither negative nor absurdly far ahead.</summary>
    public bool IsPlausible(long sequence) => IsPossible(sequence) && (!_started || sequence - _next <= MostAhead);

    /// <summary>
    /// Says with which number the run begins; otherwise it begins with the first that arrives. Only before the first arrival.
    /// </summary>
    public void ExpectFrom(long first)
    {
        Start(first);
        _firstIsGiven = true;
    }

    /// <summary>A number arrived. It is one that <see cref="IsPlausible"/>.</summary>
    public SequenceStep Arrive(long sequence)
    {
        _arrivals++;
        if (!_started)
        {
            Start(sequence);
        }

        if (sequence >= _next)
        {
            long opened = sequence - _next;
            Extend(sequence + 1);
            _pending--;
            Take(sequence);
            return new SequenceStep(SequenceArrival.New, opened);
        }

        if (sequence < _first && !TryLowerFirst(sequence))
        {
            _tooOld++;
            return new SequenceStep(SequenceArrival.TooOld, 0);
        }

        if (sequence < _next - _window)
        {
            _tooOld++;
            return new SequenceStep(SequenceArrival.TooOld, 0);
        }

        if (_seen.IsSet(sequence))
        {
            _duplicates++;
            return new SequenceStep(SequenceArrival.Duplicate, 0);
        }

        SequenceArrival arrival = Fill(sequence);
        Take(sequence);
        return new SequenceStep(arrival, 0);
    }

    /// <summary>Whether a number below <see cref="Next"/> is missing and would still be recognised.</summary>
    public bool IsMissing(long sequence) =>
        sequence >= _first && sequence < _next && sequence >= _next - _window && !_seen.IsSet(sequence);

    /// <summary>A missing number's content was computed from others. Does nothing, and says so, unless it <see cref="IsMissing"/>.</summary>
    public bool Repair(long sequence)
    {
        if (!IsMissing(sequence))
        {
            return false;
        }

        Fill(sequence);
        _seen.Set(sequence);
        _repaired++;
        return true;
    }

    /// <summary>The sender says which number comes next. Gives how many numbers that shows to be missing.</summary>
    public long Announce(long next)
    {
        if (!_started)
        {
            Start(next);
        }

        long opened = Math.Max(0, next - _next);
        if (opened > 0)
        {
            Extend(next);
        }

        return opened;
    }

    /// <summary>Decides about every number below this one, because it has had its time: what is missing is lost.</summary>
    public void DecideBelow(long sequence) => Decide(Math.Min(sequence, _next));

    /// <summary>The run is over: what is missing is lost.</summary>
    public void Finish() => Decide(_next);

    /// <summary>Forgets everything, for another run.</summary>
    public void Reset()
    {
        _seen.ClearAll();
        _started = false;
        _firstIsGiven = false;
        _first = _decided = _next = 0;
        _arrivals = _firstCopies = _duplicates = _tooOld = _repaired = _pending = _declared = _late = 0;
        Losses.Reset();
        Reordering.Reset();
    }

    private void Start(long first)
    {
        _started = true;
        _first = _decided = _next = first;
    }

    /// <summary>
    /// The first numbers of a run may come in the wrong order too: as long as nothing is decided, and the sender did not
    /// say where it begins, a lower number within the reorder window is the new first.
    /// </summary>
    private bool TryLowerFirst(long sequence)
    {
        if (_firstIsGiven || _decided != _first || _next - sequence > _reorder)
        {
            return false;
        }

        _pending += _first - sequence;
        _first = _decided = sequence;
        return true;
    }

    /// <summary>Makes room for the numbers below <paramref name="next"/>, all of them missing.</summary>
    private void Extend(long next)
    {
        long opened = next - _next;
        long keep = Math.Min(opened, _window);
        _pending += opened;
        if (next - _reorder > _decided)
        {
            Decide(next - _reorder);
        }

        _seen.Clear(next - keep, keep);
        _next = next;
    }

    private void Decide(long upTo)
    {
        while (_decided < upTo)
        {
            if (_decided >= _next)
            {
                // Never had a bit: the rest of a jump.
                Declare(upTo - _decided);
                return;
            }

            if (_seen.IsSet(_decided))
            {
                _decided++;
            }
            else
            {
                Declare(1);
            }
        }
    }

    private void Declare(long count)
    {
        Losses.Add(_decided, count);
        _decided += count;
        _declared += count;
        _pending -= count;
    }

    private SequenceArrival Fill(long sequence)
    {
        if (sequence < _decided)
        {
            _late++;
            return SequenceArrival.Late;
        }

        _pending--;
        return SequenceArrival.New;
    }

    private void Take(long sequence)
    {
        _seen.Set(sequence);
        _firstCopies++;
        Reordering.Add(sequence);
    }
}
