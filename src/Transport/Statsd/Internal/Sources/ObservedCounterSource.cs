using Sockets.Transport.Statsd.Internal.Sending;

namespace Sockets.Transport.Statsd.Internal.Sources;

/// <summary>
/// A total that somebody else keeps and that is read now and then: what it grew by is sent. The first observation is where
/// growth begins, or attaching would send everything that ever was. Where several totals come together, by tags that are
/// left out or beyond the most series, their sum is the total.
/// </summary>
internal sealed class ObservedCounterSource(StatsdName name) : MeasuredSource
{
    private readonly Lock _gate = new();
    private double _last;
    private int _lastOf;
    private double _sum;
    private int _sumOf;
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
            _sum += value;
            _sumOf++;
            Volatile.Write(ref _readings, _readings + 1);
        }
    }

    /// <inheritdoc/>
    public override void EndObservation()
    {
        lock (_gate)
        {
            if (_sumOf == 0)
            {
                return;
            }

            if (_lastOf > 0)
            {
                _unsent += Growth();
            }

            (_last, _lastOf) = (_sum, _sumOf);
            (_sum, _sumOf) = (0, 0);
        }
    }

    protected override bool CollectValues(Packer packer)
    {
        if (IsRetired)
        {
            // Its last observation may have been cut short.
            EndObservation();
        }

        double unsent;
        long weight;
        lock (_gate)
        {
            unsent = name.Dialect.FractionalCounters ? _unsent : Math.Truncate(_unsent);
            weight = _readings - _sumOf - _readingsTaken;
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

    /// <summary>
    /// A total that fell began anew. A sum that fell says nothing: one of its totals may be gone, or have begun anew, and to
    /// take it for growth would count the others again.
    /// </summary>
    private double Growth() => _sum >= _last ? _sum - _last : _sumOf == 1 && _lastOf == 1 ? _sum : 0;
}
