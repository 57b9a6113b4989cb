namespace Sockets.Transport.Tests.Measurement;

/// <summary>
/// What a sequence tracker has to find, worked out the slow way: sets and lists of everything that ever happened, and
/// every figure computed from its definition.
/// </summary>
internal sealed class NaiveSequence(int reorder, int window)
{
    private readonly HashSet<long> _here = [];
    private readonly HashSet<long> _repaired = [];
    private readonly SortedSet<long> _declared = [];
    private readonly List<long> _firstCopies = [];
    private long? _first;
    private long _next;
    private long _decided;
    private bool _firstIsGiven;

    public long Arrivals { get; private set; }

    public long Duplicates { get; private set; }

    public long TooOld { get; private set; }

    public long Late { get; private set; }

    public long Expected => _next - (_first ?? 0);

    public long FirstCopies => _firstCopies.Count;

    public long Repaired => _repaired.Count;

    public long Next => _next;

    public IReadOnlyCollection<long> Declared => _declared;

    /// <summary>Numbers nobody has and about which nothing is decided.</summary>
    public long Pending => Numbers().Count(n => !_here.Contains(n) && !_declared.Contains(n));

    /// <summary>Numbers nobody has and that were declared.</summary>
    public long Lost => Numbers().Count(n => !_here.Contains(n) && _declared.Contains(n));

    /// <summary>RFC 4737: the place of each first copy with a higher one in front of it, less the place of the first such.</summary>
    public IReadOnlyList<int> Extents =>
    [
        .. from at in Enumerable.Range(0, _firstCopies.Count)
           let higher = _firstCopies.FindIndex(n => n > _firstCopies[at])
           where higher < at
           where higher >= 0
           select at - higher,
    ];

    public int ThreeReordered => Enumerable.Range(0, _firstCopies.Count).Count(
        at => at >= 3 && Enumerable.Range(1, 3).All(back => _firstCopies[at - back] > _firstCopies[at]));

    /// <summary>RFC 3357: the lengths of the runs of declared numbers, in order.</summary>
    public IReadOnlyList<int> Periods
    {
        get
        {
            List<int> lengths = [];
            long last = long.MinValue;
            foreach (long lost in _declared)
            {
                if (lengths.Count > 0 && lost == last + 1)
                {
                    lengths[^1]++;
                }
                else
                {
                    lengths.Add(1);
                }

                last = lost;
            }

            return lengths;
        }
    }

    public int Noticeable => _declared.Zip(_declared.Skip(1), (left, right) => right - left).Count(distance => distance <= 99);

    public void ExpectFrom(long first)
    {
        _first = _next = _decided = first;
        _firstIsGiven = true;
    }

    public void Arrive(long sequence)
    {
        Arrivals++;
        if (_first is null)
        {
            _first = _next = _decided = sequence;
        }

        if (sequence >= _next)
        {
            Raise(sequence + 1);
        }
        else if (sequence < _first)
        {
            if (_firstIsGiven || _decided != _first || _next - sequence > reorder)
            {
                TooOld++;
                return;
            }

            _first = _decided = sequence;
        }

        if (sequence < _next - window)
        {
            TooOld++;
        }
        else if (!_here.Add(sequence))
        {
            Duplicates++;
        }
        else
        {
            _firstCopies.Add(sequence);
            Late += _declared.Contains(sequence) ? 1 : 0;
        }
    }

    public bool Repair(long sequence)
    {
        if (_first is null || sequence < _first || sequence >= _next || sequence < _next - window || !_here.Add(sequence))
        {
            return false;
        }

        _repaired.Add(sequence);
        Late += _declared.Contains(sequence) ? 1 : 0;
        return true;
    }

    public void Announce(long next)
    {
        if (_first is null)
        {
            _first = _next = _decided = next;
        }

        if (next > _next)
        {
            Raise(next);
        }
    }

    public void DecideBelow(long sequence)
    {
        for (; _decided < Math.Min(sequence, _next); _decided++)
        {
            if (!_here.Contains(_decided))
            {
                _declared.Add(_decided);
            }
        }
    }

    private void Raise(long next)
    {
        _next = next;
        DecideBelow(next - reorder);
    }

    private IEnumerable<long> Numbers()
    {
        for (long n = _first ?? 0; n < _next; n++)
        {
            yield return n;
        }
    }
}
