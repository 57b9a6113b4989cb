using System.Diagnostics.Metrics;
using Sockets.Transport.Statsd.Internal.Sending;
using Sockets.Transport.Statsd.Internal.Sources;
using Sockets.Transport.Statsd.Internal.Writing;
using Tags = System.ReadOnlySpan<System.Collections.Generic.KeyValuePair<string, object?>>;

namespace Sockets.Transport.Statsd.Internal.Bridging;

/// <summary>
/// The series of one instrument, by its tags in any order. Finding one that is there takes no lock and no memory: chains
/// only grow at their head, and a table that grew is another table. Nor does finding none where there can be no more: that
/// goes into the overflow series, and so do combinations that got no series of their own, which are remembered.
/// </summary>
internal sealed class InstrumentTable
{
    private const int FirstBuckets = 16;

    private static readonly KeyValuePair<string, object?>[] s_overflow = [new("otel.metric.overflow", "true")];

    private readonly Lock _gate = new();
    private readonly Instrument _instrument;
    private readonly string _name;
    private readonly SeriesSetup _setup;
    private readonly int _most;
    private readonly HashSet<string> _dropped;
    private readonly SeriesFactory _factory;
    private Series?[] _buckets = new Series?[FirstBuckets];
    private MeasuredSource? _overflow;
    private int _count;
    private int _refused;
    private long _overflowed;
    private bool _overflowRefused;
    private bool _retired;

    public InstrumentTable(Instrument instrument, string name, StatsdMeterOptions options, SeriesSetup setup)
    {
        _instrument = instrument;
        _name = name;
        _setup = setup;
        _most = options.MaxSeriesPerInstrument;
        _dropped = [.. options.DropTags];
        _factory = new SeriesFactory(instrument, setup);
    }

    public int Count => Volatile.Read(ref _count) - Volatile.Read(ref _refused);

    public long Overflowed => Interlocked.Read(ref _overflowed);

    public void Measure(long value, Tags tags) => Find(tags)?.Measure(value);

    public void Measure(double value, Tags tags) => Find(tags)?.Measure(value);

    /// <summary>All observable instruments were read.</summary>
    public void EndObservation()
    {
        if (!_factory.AddsUpReadings)
        {
            return;
        }

        lock (_gate)
        {
            ForEach(static source => source.EndObservation());
        }
    }

    /// <summary>Nobody measures any more: what there is leaves with the next flush.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _retired = true;
            ForEach(static source => source.IsRetired = true);
        }
    }

    private void ForEach(Action<MeasuredSource> action)
    {
        foreach (Series? head in _buckets)
        {
            for (Series? series = head; series is not null; series = series.Next)
            {
                if (series.Source is { } source)
                {
                    action(source);
                }
            }
        }

        if (_overflow is not null)
        {
            action(_overflow);
        }
    }

    /// <returns>Null when the measurement has no place, which was counted.</returns>
    private MeasuredSource? Find(Tags tags)
    {
        int hash = TagSet.Hash(tags, _dropped);
        Series?[] buckets = Volatile.Read(ref _buckets);
        for (Series? series = Volatile.Read(ref buckets[hash & (buckets.Length - 1)]); series is not null; series = series.Next)
        {
            if (series.Hash == hash && TagSet.AreEqual(series.Tags, tags, _dropped))
            {
                return series.Source ?? Overflow();
            }
        }

        return Volatile.Read(ref _count) < _most && TagSet.MayFit(tags, _dropped) ? Add(tags, hash) : Overflow();
    }

    private MeasuredSource? Add(Tags tags, int hash)
    {
        lock (_gate)
        {
            for (Series? series = _buckets[hash & (_buckets.Length - 1)]; series is not null; series = series.Next)
            {
                if (series.Hash == hash && TagSet.AreEqual(series.Tags, tags, _dropped))
                {
                    return series.Source ?? Overflow();
                }
            }

            if (_retired)
            {
                return Late();
            }

            if (_count >= _most)
            {
                return Overflow();
            }

            KeyValuePair<string, object?>[] own = TagSet.Keep(tags, _dropped);
            Series added = new(own, hash, TryCreate(own));
            if (added.Source is null)
            {
                Volatile.Write(ref _refused, _refused + 1);
            }

            Insert(added);
            return added.Source ?? Overflow();
        }
    }

    /// <summary>Counts a measurement without a series of its own, and gives the one for all of them.</summary>
    private MeasuredSource? Overflow()
    {
        Interlocked.Increment(ref _overflowed);
        return Volatile.Read(ref _overflow) ?? AddOverflow();
    }

    private MeasuredSource? AddOverflow()
    {
        if (!Volatile.Read(ref _overflowRefused))
        {
            lock (_gate)
            {
                if (_retired && _overflow is null)
                {
                    return Late();
                }

                if (_overflow is null && !_overflowRefused)
                {
                    Volatile.Write(ref _overflow, TryCreate(s_overflow));
                    Volatile.Write(ref _overflowRefused, _overflow is null);
                }
            }
        }

        if (_overflow is null)
        {
            _setup.Unplaced.Miss(Drop.Overflow);
        }

        return _overflow;
    }

    /// <summary>Counts a measurement that was made when the instrument or the bridge was gone already.</summary>
    private MeasuredSource? Late()
    {
        _setup.Unplaced.Miss(Drop.Closed);
        return null;
    }

    private MeasuredSource? TryCreate(KeyValuePair<string, object?>[] tags)
    {
        StatsdName name;
        try
        {
            name = new StatsdName(_setup.Names, _name, TagSet.Merge(_instrument, tags));
        }
        catch (ArgumentException)
        {
            // Longer than a name may be: it goes where everything goes that has no series of its own.
            return null;
        }

        MeasuredSource source = _factory.Create(name);
        return _setup.Sources.TryAdd(source) ? source : null;
    }

    private void Insert(Series added)
    {
        if (_count >= _buckets.Length)
        {
            Series?[] grown = new Series?[_buckets.Length * 2];
            foreach (Series? head in _buckets)
            {
                for (Series? series = head; series is not null; series = series.Next)
                {
                    ref Series? slot = ref grown[series.Hash & (grown.Length - 1)];
                    slot = series.Copy(slot);
                }
            }

            Volatile.Write(ref _buckets, grown);
        }

        ref Series? first = ref _buckets[added.Hash & (_buckets.Length - 1)];
        added.Next = first;
        Volatile.Write(ref first, added);
        Volatile.Write(ref _count, _count + 1);
    }
}
