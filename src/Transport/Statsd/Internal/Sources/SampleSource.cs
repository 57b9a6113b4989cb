using Sockets.Transport.Statsd.Internal.Sending;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// A timer, histogram or distribution: sends the values of the time since the last flush, or a fair sample of them with
/// its true rate. Threads that meet spread over stripes, each with the whole room.
/// </summary>
internal sealed class SampleSource : MeasuredSource
{
    private const int MostStripes = 4;

    private readonly StatsdName _name;
    private readonly StatsdMetricType _type;
    private readonly double _rate;
    private readonly ulong _threshold;
    private readonly int _room;
    private readonly double _scale;
    private readonly SampleStripe?[] _stripes = new SampleStripe?[Math.Min(MostStripes, Environment.ProcessorCount)];
    private readonly SampleStripe _first;
    private int _stripe;
    private ReadOnlyMemory<double> _open;
    private long _openSeen;
    private int _openAt;
    private bool _isOpen;
    private long _seen;

    /// <param name="name">Whose values they are.</param>
    /// <param name="type">Which of the three it is.</param>
    /// <param name="rate">Which part of the values is kept.</param>
    /// <param name="room">How many are kept at most, in each stripe.</param>
    /// <param name="scale">What a measurement is multiplied with to be a value.</param>
    public SampleSource(StatsdName name, StatsdMetricType type, double rate, int room, double scale = 1)
    {
        _name = name;
        _type = type;
        _rate = rate;
        _threshold = Chance.ThresholdOf(rate);
        _room = room;
        _scale = scale;
        _first = new SampleStripe(room);
        _stripes[0] = _first;
    }

    protected override long Accepted
    {
        get
        {
            long seen = _seen;
            foreach (SampleStripe? stripe in _stripes)
            {
                seen += stripe?.Seen ?? 0;
            }

            return seen;
        }
    }

    public void Record(double value)
    {
        if (_rate < 1 && !Chance.IsDrawn(_threshold))
        {
            Miss(Drop.SampledOut);
        }
        else if (!double.IsFinite(value) || (value < 0 && _type == StatsdMetricType.Timer))
        {
            Miss(Drop.Invalid);
        }
        else if (!_first.TryAdd(value))
        {
            AddElsewhere(value);
        }
    }

    public override void Measure(double value) => Record(value * _scale);

    protected override bool CollectValues(Packer packer)
    {
        for (; _stripe < _stripes.Length; _stripe++)
        {
            if (_stripes[_stripe] is { } stripe && !CollectStripe(stripe, packer))
            {
                return false;
            }
        }

        _stripe = 0;
        return true;
    }

    private void AddElsewhere(double value)
    {
        for (int i = 1; i < _stripes.Length; i++)
        {
            SampleStripe stripe = _stripes[i] ?? Interlocked.CompareExchange(ref _stripes[i], new SampleStripe(_room), comparand: null) ?? _stripes[i]!;
            if (stripe.TryAdd(value))
            {
                return;
            }
        }

        _first.Add(value);
    }

    private bool CollectStripe(SampleStripe stripe, Packer packer)
    {
        if (!_isOpen)
        {
            _open = stripe.Take(out _openSeen);
            _seen += _openSeen;
            _openAt = 0;
            _isOpen = true;
        }

        long left = _openSeen - _open.Length;
        bool tellsRate = _name.Dialect.SampledTimers;
        double rate = left > 0 && tellsRate ? _rate * _open.Length / _openSeen : _rate;
        while (_openAt < _open.Length)
        {
            StatsdWriter writer = packer.Open();
            int count = writer.TryValues(_name, _type, _open.Span[_openAt..], rate, out StatsdWriteStatus status);
            if (count > 0)
            {
                packer.Keep(writer, count, _name.Dialect.Packing ? 1 : count);
            }
            else if (!packer.TryMakeRoom(status, out Drop? never))
            {
                return false;
            }
            else if (never is { } cause)
            {
                packer.CountDropped(cause, calls: 1);
                count = 1;
            }

            _openAt += count;
            Taken += count;
        }

        packer.CountDropped(tellsRate ? Drop.SampledOut : Drop.Overflow, left);
        Taken += left;
        _isOpen = false;
        return true;
    }
}
