namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// Values of one timer between two flushes. Beyond its room each further value replaces a random one with the right
/// chance (algorithm R), so that what is kept is a fair sample of all.
/// </summary>
internal sealed class SampleStripe(int room)
{
    private SpinGate _gate;
    private double[] _values = [];
    private double[] _spare = [];
    private int _kept;
    private long _seen;

    /// <summary>Adds a value, unless somebody is at it.</summary>
    public bool TryAdd(double value)
    {
        if (!_gate.TryEnter())
        {
            return false;
        }

        AddInside(value);
        return true;
    }

    /// <summary>Adds a value.</summary>
    public void Add(double value)
    {
        _gate.Enter();
        AddInside(value);
    }

    /// <summary>How many were added since the last <see cref="Take"/>.</summary>
    public long Seen
    {
        get
        {
            _gate.Enter();
            long seen = _seen;
            _gate.Leave();
            return seen;
        }
    }

    /// <summary>Takes what was kept; the memory is good until the next call.</summary>
    public ReadOnlyMemory<double> Take(out long seen)
    {
        _gate.Enter();
        seen = _seen;
        int kept = _kept;
        (_values, _spare) = (_spare, _values);
        _kept = 0;
        _seen = 0;
        _gate.Leave();
        return _spare.AsMemory(0, kept);
    }

    private void AddInside(double value)
    {
        _seen++;
        if (_kept < room)
        {
            if (_kept == _values.Length)
            {
                Array.Resize(ref _values, Math.Min(room, Math.Max(16, _kept * 2)));
            }

            _values[_kept++] = value;
        }
        else
        {
            long slot = Chance.Below(_seen);
            if (slot < room)
            {
                _values[slot] = value;
            }
        }

        _gate.Leave();
    }
}
