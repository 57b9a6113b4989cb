using System.Globalization;
using Sockets.Transport.Statsd.Internal;
using Sockets.Transport.Statsd.Internal.Sending;
using Sockets.Transport.Statsd.Internal.Sources;
using Sockets.Transport.Statsd.Internal.Writing;

namespace Sockets.Transport.Statsd;

/// <summary>
/// Sends metrics to a StatsD server. Make handles once and keep them: their names are checked and encoded then, and using
/// them costs nanoseconds, never blocks and never throws, whatever the server does. Values gather in the handles and leave
/// once per <see cref="StatsdOptions.FlushInterval"/>, packed and spread. docs/modes/statsd.md tells the rest.
/// </summary>
public sealed partial class StatsdClient : IAsyncDisposable
{
    /// <summary>The most handles and bridged series of one client: 100,000. More is a name or tag that never stops growing.</summary>
    public const int MaxSeries = 100_000;

    /// <summary>How far apart the slices of one flush are: 10 ms, as long as 100 of them fill a second.</summary>
    internal static readonly TimeSpan SliceInterval = TimeSpan.FromMilliseconds(10);

    // A gauge that nobody set again is sent again with every tenth flush.
    private const int GaugeRepeat = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<(StatsdMetricType Type, string Name), (object Handle, double Rate)> _handles = [];
    private readonly StatsdOptions _options;
    private readonly NameSetup _names;
    private readonly SourceSet _sources = new(MaxSeries);
    private readonly LineSource _lines;
    private readonly Pump _pump;
    private readonly Heart _heart;
    private int _disposed;

    /// <summary>Makes a client. Nothing is waited for: the way to the server opens with the first flush, and again when it must.</summary>
    /// <param name="options">Where to, and how.</param>
    /// <exception cref="ArgumentException">An option makes no sense, or a prefix or tag is illegal; the text says which.</exception>
    public StatsdClient(StatsdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _names = new NameSetup(options);
        _lines = new LineSource(options.QueueBytes, () => _heart!.Hasten());
        _pump = new Pump(_lines, _sources, OpenPath(options, () => _heart?.Wake()), options.ActualFraming, options.ActualPacketBytes);
        _heart = new Heart(_pump, options.FlushInterval, options.TimeProvider);
        StatsdMeter.Instance.OnOpened(_pump);
    }

    /// <summary>What became of everything so far. Costs a walk over all series.</summary>
    public StatsdStats GetStats() => _pump.ReadStats();

    /// <summary>Makes a counter, or gives the one of that name and these tags.</summary>
    /// <param name="name">Its name; see <see cref="StatsdName"/>.</param>
    /// <param name="tags">Its tags.</param>
    /// <exception cref="ArgumentException">The name or a tag is illegal; the text says where.</exception>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxSeries"/> already.</exception>
    public StatsdCounter CreateCounter(string name, params IEnumerable<StatsdTag> tags) =>
        Create(StatsdMetricType.Counter, name, tags, encoded =>
        {
            CounterSource source = new(encoded);
            return (source, new StatsdCounter(source));
        });

    /// <summary>Makes a gauge, or gives the one of that name and these tags.</summary>
    /// <inheritdoc cref="CreateCounter"/>
    public StatsdGauge CreateGauge(string name, params IEnumerable<StatsdTag> tags) =>
        Create(StatsdMetricType.Gauge, name, tags, encoded =>
        {
            GaugeSource source = new(encoded, GaugeRepeat);
            return (source, new StatsdGauge(source));
        });

    /// <summary>Makes a timer, or gives the one of that name and these tags.</summary>
    /// <param name="name">Its name; see <see cref="StatsdName"/>.</param>
    /// <param name="sampleRate">Which part of the times is kept, decided before any work; above 0 and at most 1. Default 1.</param>
    /// <param name="tags">Its tags.</param>
    /// <exception cref="ArgumentException">
    /// The name or a tag is illegal; or the rate is, or the dialect cannot say one (<see cref="StatsdDialect.SampledTimers"/>);
    /// or the timer is there with another rate.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxSeries"/> already.</exception>
    public StatsdTimer CreateTimer(string name, double sampleRate = 1, params IEnumerable<StatsdTag> tags) =>
        CreateSampled(StatsdMetricType.Timer, name, tags, sampleRate, static source => new StatsdTimer(source));

    /// <summary>Makes a histogram, or gives the one of that name and these tags.</summary>
    /// <inheritdoc cref="CreateTimer"/>
    /// <exception cref="NotSupportedException">The dialect has none, and <see cref="StatsdOptions.Unsupported"/> says so.</exception>
    public StatsdHistogram CreateHistogram(string name, double sampleRate = 1, params IEnumerable<StatsdTag> tags) =>
        CreateSampled(StatsdMetricType.Histogram, name, tags, sampleRate, static source => new StatsdHistogram(source));

    /// <summary>Makes a distribution, or gives the one of that name and these tags.</summary>
    /// <inheritdoc cref="CreateHistogram"/>
    public StatsdDistribution CreateDistribution(string name, double sampleRate = 1, params IEnumerable<StatsdTag> tags) =>
        CreateSampled(StatsdMetricType.Distribution, name, tags, sampleRate, static source => new StatsdDistribution(source));

    /// <summary>Makes a set, or gives the one of that name and these tags.</summary>
    /// <inheritdoc cref="CreateCounter"/>
    public StatsdSet CreateSet(string name, params IEnumerable<StatsdTag> tags) =>
        Create(StatsdMetricType.Set, name, tags, encoded =>
        {
            SetSource source = new(encoded, _options.Names);
            return (source, new StatsdSet(source));
        });

    /// <summary>Sends everything that was submitted before the call, in slices, without waiting for the interval.</summary>
    /// <param name="cancellationToken">Stops waiting; what is left goes with the next flush.</param>
    /// <returns>
    /// Whether the kernel took every packet of it within <see cref="StatsdOptions.FlushTimeout"/>. False when some of it still
    /// waits, when a packet was refused, cut off or too large for the way meanwhile, and when the client was disposed;
    /// <see cref="GetStats"/> says which. What could never leave, a value that is no number say, is in the counters alone.
    /// </returns>
    public ValueTask<bool> FlushAsync(CancellationToken cancellationToken = default) =>
        FlushSinceAsync(_options.TimeProvider.GetTimestamp(), cancellationToken);

    /// <summary>
    /// Flushes, for at most <see cref="StatsdOptions.FlushTimeout"/>, and closes. Observable instruments are read no more
    /// then, unless one did not answer in that time. What could not leave, and what is called later, is counted as <see cref="StatsdStats.DroppedClosed"/>. Handles stay usable and do nothing.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        long start = _options.TimeProvider.GetTimestamp();
        await WaitAsync(_heart.StopAsync(), start, CancellationToken.None).ConfigureAwait(false);
        await FlushSinceAsync(start, CancellationToken.None).ConfigureAwait(false);
        _pump.Dispose();
        StatsdMeter.Instance.OnClosed(_pump);
    }

    private async ValueTask<bool> FlushSinceAsync(long start, CancellationToken cancellationToken)
    {
        bool observed = true;
        while (observed && !_heart.TryObserve(out Task? other))
        {
            // What it reads may be older than this call, so it is asked again.
            observed = await WaitAsync(other, start, cancellationToken).ConfigureAwait(false);
        }

        FlushTicket ticket = _pump.Ticket();
        FlushProgress progress;
        while ((progress = _pump.SliceTo(ticket)) == FlushProgress.UnderWay)
        {
            TimeSpan elapsed = _options.TimeProvider.GetElapsedTime(start);
            if (elapsed >= _options.FlushTimeout)
            {
                return false;
            }

            if (elapsed >= _options.FlushTimeout / 2)
            {
                _pump.Hurry();
            }

            await Task.Delay(SliceInterval, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        return observed && progress == FlushProgress.Left;
    }

    /// <summary>Waits for the rest of a flush's time; false when that was not enough.</summary>
    private async ValueTask<bool> WaitAsync(Task task, long start, CancellationToken cancellationToken)
    {
        TimeSpan left = _options.FlushTimeout - _options.TimeProvider.GetElapsedTime(start);
        await task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _options.TimeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    private static IPath OpenPath(StatsdOptions options, Action onChanged) => options.Transport switch
    {
        StatsdTransport.Udp or StatsdTransport.UnixDatagram => new DatagramPath(
            new AddressBook(options.EndPoint, options.ResolveInterval, options.TimeProvider, options.Resolve, onChanged), options.TimeProvider),
        _ => new StreamPath(options.EndPoint, options.TimeProvider, onChanged),
    };

    private T Create<T>(
        StatsdMetricType type, string name, IEnumerable<StatsdTag> tags, Func<StatsdName, (Source Source, T Handle)> make, double sampleRate = 1)
        where T : class
    {
        StatsdName encoded = new(_names, name, tags);
        lock (_gate)
        {
            (StatsdMetricType, string) key = (type, encoded.Identity);
            if (_handles.TryGetValue(key, out (object Handle, double Rate) known))
            {
                return known.Rate == sampleRate ? (T)known.Handle : throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"{name} has the sample rate {known.Rate} already: ask for it with the same, or take another name."),
                    nameof(sampleRate));
            }

            (Source source, T handle) = make(encoded);
            Register(source);
            _handles.Add(key, (handle, sampleRate));
            return handle;
        }
    }

    private void Register(Source source)
    {
        if (!_sources.TryAdd(source))
        {
            throw new InvalidOperationException(
                $"There are {MaxSeries} handles already: a name or a tag takes ever new values. Leave that tag out.");
        }
    }

    private StatsdMetricType Supported(StatsdMetricType type)
    {
        if (_options.Dialect.Has(type))
        {
            return type;
        }

        return _options.Unsupported == StatsdUnsupported.SendAsTimer
            ? StatsdMetricType.Timer
            : throw new NotSupportedException(
                $"The dialect {_options.Dialect.Name} has no {type}: choose StatsdUnsupported.SendAsTimer, or another dialect.");
    }

    private T CreateSampled<T>(StatsdMetricType type, string name, IEnumerable<StatsdTag> tags, double sampleRate, Func<SampleSource, T> make)
        where T : class
    {
        StatsdMetricType sent = Supported(type);
        CheckRate(sampleRate);
        return Create(
            type,
            name,
            tags,
            encoded =>
            {
                SampleSource source = new(encoded, sent, sampleRate, _options.SamplesPerFlush);
                return (source, make(source));
            },
            sampleRate);
    }

    private void CheckRate(double sampleRate)
    {
        if (!(sampleRate is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "A sample rate is above 0 and at most 1.");
        }

        if (sampleRate < 1 && !_options.Dialect.SampledTimers)
        {
            throw new ArgumentException(
                $"The dialect {_options.Dialect.Name} has no sampled timers, since not every server reads their rate: "
                + $"leave the rate out, or set {nameof(StatsdDialect.SampledTimers)} if yours does.",
                nameof(sampleRate));
        }
    }
}
