namespace Sockets.Transport.Statsd;

/// <summary>
/// What a server understands. Servers read the same bytes differently (docs/modes/statsd.md has the table), so a dialect
/// is a set of abilities and not a separator; take a preset and change what your server does otherwise. Immutable.
/// </summary>
public sealed record StatsdDialect
{
    private const int NewestDogStatsd = 6;

    /// <summary>
    /// The default, right on every server: counters, gauges, timers and sets, tags as parts of the name, whole counts, no
    /// sampled timers.
    /// </summary>
    public static StatsdDialect Etsy { get; } = new() { Name = "etsy" };

    /// <summary>The Datadog Agent at protocol 1.6 (Agent 7.64 and later). For older ones: <see cref="DogStatsdVersion"/>.</summary>
    public static StatsdDialect DogStatsd { get; } = DogStatsdVersion(NewestDogStatsd) with { Name = "dogstatsd" };

    /// <summary>Telegraf: tags behind the name, whole counts.</summary>
    public static StatsdDialect Influx { get; } = new()
    {
        Name = "influx",
        TagStyle = StatsdTagStyle.Influx,
        Histograms = true,
        SampledTimers = true,
    };

    /// <summary>statsd_exporter and others: Librato's tags.</summary>
    public static StatsdDialect Librato { get; } = Influx with
    {
        Name = "librato",
        TagStyle = StatsdTagStyle.Librato,
        FractionalCounters = true,
    };

    /// <summary>statsd_exporter and others: SignalFx's tags.</summary>
    public static StatsdDialect SignalFx { get; } = Librato with { Name = "signalfx", TagStyle = StatsdTagStyle.SignalFx };

    /// <summary>statsd 0.9 and later in front of Graphite 1.1: tags behind the name.</summary>
    public static StatsdDialect Graphite { get; } = new()
    {
        Name = "graphite",
        TagStyle = StatsdTagStyle.Graphite,
        FractionalCounters = true,
        SampledTimers = true,
    };

    /// <summary>What to call it in messages. Default empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>How tags are written. Default <see cref="StatsdTagStyle.InName"/>.</summary>
    public StatsdTagStyle TagStyle { get; init; }

    /// <summary>What a gauge's sign means. Default <see cref="StatsdGaugeSign.Delta"/>.</summary>
    public StatsdGaugeSign GaugeSign { get; init; }

    /// <summary>Whether it has histograms (<c>h</c>). Default false.</summary>
    public bool Histograms { get; init; }

    /// <summary>Whether it has distributions (<c>d</c>). Default false.</summary>
    public bool Distributions { get; init; }

    /// <summary>Whether it has events and service checks. Default false.</summary>
    public bool Events { get; init; }

    /// <summary>
    /// Whether a counter may have a fraction. Telegraf and netdata cut it off and collectd rounds, so without this a
    /// bridged counter carries its fraction over to the next flush, and a single line with one is refused. Default false.
    /// </summary>
    public bool FractionalCounters { get; init; }

    /// <summary>
    /// Whether a timer, histogram or distribution may carry a sample rate. collectd multiplies the time by it, so the
    /// default is false.
    /// </summary>
    public bool SampledTimers { get; init; }

    /// <summary>Whether several values may stand in one line, <c>rtt:1:2:3|ms</c>. DogStatsD 1.1 only. Default false.</summary>
    public bool Packing { get; init; }

    /// <summary>Whether a counter or a gauge may carry its own time (<c>|T</c>). DogStatsD 1.3. Default false.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Whether lines may name the sender's container (<c>|c:</c>). DogStatsD 1.2. Default false.</summary>
    public bool ContainerId { get; init; }

    /// <summary>Whether lines may carry external data (<c>|e:</c>). DogStatsD 1.5. Default false.</summary>
    public bool ExternalData { get; init; }

    /// <summary>Whether lines may ask for a cardinality of tags (<c>|card:</c>). DogStatsD 1.6. Default false.</summary>
    public bool Cardinality { get; init; }

    /// <summary>DogStatsD at protocol 1.<paramref name="minor"/>: packing since 1, container since 2, times since 3, external data since 5, cardinality since 6.</summary>
    /// <param name="minor">0 to 6.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such protocol.</exception>
    public static StatsdDialect DogStatsdVersion(int minor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minor, NewestDogStatsd);
        return new StatsdDialect
        {
            Name = $"dogstatsd-1.{minor}",
            TagStyle = StatsdTagStyle.DogStatsd,
            GaugeSign = StatsdGaugeSign.Absolute,
            Histograms = true,
            Distributions = true,
            Events = true,
            FractionalCounters = true,
            SampledTimers = true,
            Packing = minor >= 1,
            ContainerId = minor >= 2,
            Timestamps = minor >= 3,
            ExternalData = minor >= 5,
            Cardinality = minor >= 6,
        };
    }

    /// <summary>Whether it has the type at all.</summary>
    internal bool Has(StatsdMetricType type) => type switch
    {
        StatsdMetricType.Histogram => Histograms,
        StatsdMetricType.Distribution => Distributions,
        _ => true,
    };
}
