using System.Diagnostics.Metrics;
using Sockets.Transport.Statsd.Internal.Sources;
using Sockets.Transport.Statsd.Internal.Writing;
using Tags = System.ReadOnlySpan<System.Collections.Generic.KeyValuePair<string, object?>>;

namespace Sockets.Transport.Statsd.Internal.Bridging;

/// <summary>
/// The series of one instrument, by its tags in any order. Finding one that is there takes no lock and no memory: chains
/// only grow at their head, and a table that grew is another table.
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
    private Series? _overflowSeries;
    private int _count;
    private long _overflowed;
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

    public int Count => Volatile.Read(ref _count);

    public long Overflowed => Interlocked.Read(ref _overflowed);

    public void Measure(long value, Tags tags) => Find(tags)?.Source.Measure(value);

    public void Measure(double value, Tags tags) => Find(tags)?.Source.Measure(value);

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
                action(series.Source);
            }
        }

        if (_overflowSeries is not null)
        {
            action(_overflowSeries.Source);
        }
    }

    private Series? Find(Tags tags)
    {
        int hash = TagSet.Hash(tags, _dropped);
        Series?[] buckets = Volatile.Read(ref _buckets);
        for (Series? series = Volatile.Read(ref buckets[hash & (buckets.Length - 1)]); series is not null; series = series.Next)
        {
            if (series.Hash == hash && TagSet.AreEqual(series.Tags, tags, _dropped))
            {
                return series;
            }
        }

        return Add(tags, hash);
    }

    private Series? Add(Tags tags, int hash)
    {
        lock (_gate)
        {
            for (Series? series = _buckets[hash & (_buckets.Length - 1)]; series is not null; series = series.Next)
            {
                if (series.Hash == hash && TagSet.AreEqual(series.Tags, tags, _dropped))
                {
                    return series;
                }
            }

            if (_retired)
            {
                return null;
            }

            KeyValuePair<string, object?>[] own = TagSet.Keep(tags, _dropped);
            if (_count < _most && TryCreate(own) is { } source)
            {
                Series added = new(own, hash, source);
                Insert(added);
                return added;
            }

            Interlocked.Increment(ref _overflowed);
            if (_overflowSeries is null && TryCreate(s_overflow) is { } rest)
            {
                _overflowSeries = new Series(s_overflow, hash: 0, rest);
            }

            return _overflowSeries;
        }
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
