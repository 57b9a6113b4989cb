using Sockets.Transport.Statsd.Internal.Sending;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// A total that somebody else keeps and that is read now and then: what it grew by is sent. The first reading is where
/// growth begins, or attaching would send everything that ever was; a total that fell began anew.
/// </summary>
internal sealed class ObservedCounterSource(StatsdName name) : MeasuredSource
{
    private readonly Lock _gate = new();
    private double _last;
    private double _unsent;
    private long _readings;
    private long _readingsTaken;

    protected override long Accepted => Volatile.Read(ref _readings);

    public override void Measure(double value)
    {
        if (!double.IsFinite(value))
        {
            Miss(Drop.Invalid);
            return;
        }

        lock (_gate)
        {
            if (_readings > 0)
            {
                _unsent += value < _last ? value : value - _last;
            }

            _last = value;
            Volatile.Write(ref _readings, _readings + 1);
        }
    }

    protected override bool CollectValues(Packer packer)
    {
        double unsent;
        long weight;
        lock (_gate)
        {
            unsent = name.Dialect.FractionalCounters ? _unsent : Math.Truncate(_unsent);
            weight = _readings - _readingsTaken;
        }

        if (weight == 0)
        {
            return true;
        }

        if (!packer.TryAdd(static (ref StatsdWriter writer, (StatsdName Name, double Value) count) => writer.TryCount(count.Name, count.Value), (name, unsent), weight))
        {
            return false;
        }

        lock (_gate)
        {
            _unsent -= unsent;
        }

        _readingsTaken += weight;
        Taken += weight;
        return true;
    }
}
