using System.Diagnostics.Metrics;

namespace Sockets.Transport.Statsd.Internal.Bridging;

/// <summary>Listens to instruments. Each has its table of series in the state that the listener hands back with every measurement.</summary>
internal sealed class MeterTap : IObserver, IDisposable
{
    private readonly StatsdMeterOptions _options;
    private readonly SeriesSetup _setup;
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<InstrumentTable> _tables = [];
    private long _overflowedBefore;
    private long _callbackErrors;

    public MeterTap(StatsdMeterOptions options, SeriesSetup setup)
    {
        _options = options;
        _setup = setup;
    }

    public int Series
    {
        get
        {
            lock (_gate)
            {
                return _tables.Sum(table => table.Count);
            }
        }
    }

    public long Overflowed
    {
        get
        {
            lock (_gate)
            {
                return _overflowedBefore + _tables.Sum(table => table.Overflowed);
            }
        }
    }

    public long CallbackErrors => Interlocked.Read(ref _callbackErrors);

    public void Start()
    {
        _listener.InstrumentPublished = OnPublished;
        _listener.MeasurementsCompleted = (_, state) => OnCompleted((InstrumentTable)state!);
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => ((InstrumentTable)state!).Measure((long)value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => ((InstrumentTable)state!).Measure((long)value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((InstrumentTable)state!).Measure((long)value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((InstrumentTable)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((InstrumentTable)state!).Measure((double)value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((InstrumentTable)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((InstrumentTable)state!).Measure((double)value, tags));
        _listener.Start();
    }

    /// <inheritdoc/>
    public void Observe()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (Exception e)
        {
            // The listener goes through all of them and throws at the end what their callbacks threw.
            Interlocked.Add(ref _callbackErrors, e is AggregateException all ? all.InnerExceptions.Count : 1);
        }

        lock (_gate)
        {
            _tables.ForEach(static table => table.EndObservation());
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        InstrumentTable[] rest;
        lock (_gate)
        {
            rest = [.. _tables];
        }

        Array.ForEach(rest, OnCompleted);
    }

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        if (_options.Meters.Any(pattern => Matches(pattern, instrument.Meter.Name)) && _options.Name(instrument) is { Length: > 0 } name)
        {
            InstrumentTable table = new(instrument, name, _options, _setup);
            lock (_gate)
            {
                _tables.Add(table);
            }

            listener.EnableMeasurementEvents(instrument, table);
        }
    }

    /// <summary>The instrument is gone, and what was kept for it; of what overflowed the number stays.</summary>
    private void OnCompleted(InstrumentTable table)
    {
        table.Retire();
        lock (_gate)
        {
            if (_tables.Remove(table))
            {
                _overflowedBefore += table.Overflowed;
            }
        }
    }

    private static bool Matches(string pattern, string meter) => pattern.EndsWith('*')
        ? meter.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : meter == pattern;
}
