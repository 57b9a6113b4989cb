namespace Sockets.Tools.Commands.Statsd;

/// <summary>
/// Which servers reject or misread a line. The table stands in docs/modes/statsd.md too; statsd 0.9, collectd 5.12 and
/// netdata 1.37 were tried, the others were read.
/// </summary>
internal static class Lint
{
    public const string All = "all";

    private const bool Rejects = true;
    private const bool Misreads = false;

    private static readonly (Flaw Flaw, string Server, bool Rejects, string Why)[] s_table =
    [
        (Flaw.FractionalCounter, "collectd", Misreads, "rounds a counter's fraction"),
        (Flaw.FractionalCounter, "netdata", Misreads, "cuts a counter's fraction off"),
        (Flaw.FractionalCounter, "telegraf", Misreads, "cuts a counter's fraction off"),
        (Flaw.FractionalTimer, "collectd", Misreads, "keeps whole milliseconds only"),
        (Flaw.SampledTimer, "collectd", Misreads, "multiplies the time by the sample rate's inverse"),
        (Flaw.Exponent, "netdata", Misreads, "reads a number up to its exponent"),
        (Flaw.Hexadecimal, "netdata", Misreads, "reads 0x as 0"),
        (Flaw.Hexadecimal, "statsd_exporter", Rejects, "hexadecimal value"),
        (Flaw.Hexadecimal, "telegraf", Rejects, "hexadecimal value"),
        (Flaw.Hexadecimal, "vector", Rejects, "hexadecimal value"),
        (Flaw.Hexadecimal, "otel", Rejects, "hexadecimal value"),
        (Flaw.Hexadecimal, "gostatsd", Rejects, "hexadecimal value"),
        (Flaw.NotFinite, "statsd", Misreads, "keeps infinity for ever, and rejects NaN"),
        (Flaw.NotFinite, "collectd", Misreads, "stores what is no number"),
        (Flaw.NotFinite, "netdata", Misreads, "reads 0"),
        (Flaw.NotFinite, "otel", Rejects, "value is no finite number"),
        (Flaw.NotFinite, "gostatsd", Rejects, "value is no finite number"),
        (Flaw.ExponentRate, "statsd", Misreads, "reads the rate up to its exponent"),
        (Flaw.ExponentRate, "netdata", Misreads, "takes no rate below 0.001"),
        (Flaw.OddRate, "statsd", Rejects, "the sample rate is no plain number from 0 to 1"),
        (Flaw.OddRate, "collectd", Misreads, "takes whatever rate it can read"),
        (Flaw.OddRate, "netdata", Misreads, "takes whatever rate it can read"),
        (Flaw.SignedGauge, "gostatsd", Misreads, "takes a gauge's change for its value"),
        (Flaw.NegativeTimer, "statsd", Rejects, "negative time"),
        (Flaw.NegativeTimer, "collectd", Misreads, "reads a negative time as 0"),
        (Flaw.NegativeTimer, "telegraf", Rejects, "negative time"),
        (Flaw.Histogram, "statsd", Misreads, "counts a histogram's values as a counter"),
        (Flaw.Histogram, "collectd", Rejects, "type h"),
        (Flaw.Distribution, "statsd", Misreads, "counts a distribution's values as a counter"),
        (Flaw.Distribution, "collectd", Rejects, "type d"),
        (Flaw.Distribution, "netdata", Misreads, "takes a distribution's value for a word"),
        (Flaw.Distribution, "telegraf", Rejects, "type d, unless datadog_distributions is on"),
        (Flaw.Distribution, "gostatsd", Rejects, "type d"),
        (Flaw.Set, "statsd_exporter", Rejects, "type s"),
        (Flaw.Set, "otel", Rejects, "type s"),
        (Flaw.TagField, "collectd", Rejects, "tags '|#'"),
        (Flaw.TagField, "netdata", Misreads, "ignores tags"),
        (Flaw.TagField, "telegraf", Rejects, "tags '|#', unless datadog_extensions is on"),
        (Flaw.InfluxTags, "statsd", Misreads, "takes tags for a part of the name"),
        (Flaw.InfluxTags, "collectd", Misreads, "takes tags for a part of the name"),
        (Flaw.InfluxTags, "netdata", Misreads, "takes tags for a part of the name"),
        (Flaw.LibratoTags, "statsd", Misreads, "takes tags for a part of the name"),
        (Flaw.LibratoTags, "collectd", Misreads, "takes tags for a part of the name"),
        (Flaw.LibratoTags, "netdata", Misreads, "takes tags for a part of the name"),
        (Flaw.SignalFxTags, "statsd", Misreads, "takes tags for a part of the name"),
        (Flaw.SignalFxTags, "collectd", Misreads, "takes tags for a part of the name"),
        (Flaw.SignalFxTags, "netdata", Misreads, "takes tags for a part of the name"),
        (Flaw.GraphiteTags, "collectd", Misreads, "takes tags for a part of the name"),
        (Flaw.GraphiteTags, "netdata", Misreads, "takes tags for a part of the name"),
        (Flaw.Container, "statsd", Misreads, "glues the container to the last tag"),
        (Flaw.Container, "collectd", Rejects, "field '|c:'"),
        (Flaw.Timestamp, "statsd", Rejects, "field '|T'"),
        (Flaw.Timestamp, "collectd", Rejects, "field '|T'"),
        (Flaw.NewFields, "statsd", Rejects, "field '|e:' or '|card:'"),
        (Flaw.NewFields, "collectd", Rejects, "field '|e:' or '|card:'"),
        (Flaw.NewFields, "statsd_exporter", Rejects, "field '|e:' or '|card:'"),
        (Flaw.NewFields, "telegraf", Rejects, "field '|e:' or '|card:'"),
        (Flaw.NewFields, "otel", Rejects, "field '|e:' or '|card:'"),
        (Flaw.Packed, "statsd", Misreads, "keeps the last of several values"),
        (Flaw.Packed, "collectd", Misreads, "takes all values but the last for a part of the name"),
        (Flaw.Packed, "netdata", Misreads, "keeps the first of several values"),
        (Flaw.Packed, "telegraf", Rejects, "several values with one type"),
        (Flaw.Packed, "vector", Rejects, "several values with one type"),
        (Flaw.Packed, "otel", Rejects, "several values with one type"),
        (Flaw.Repeated, "collectd", Rejects, "several values with a type each"),
        (Flaw.Repeated, "netdata", Rejects, "several values with a type each"),
        (Flaw.Repeated, "vector", Rejects, "several values with a type each"),
        (Flaw.Repeated, "otel", Rejects, "several values with a type each"),
        (Flaw.Repeated, "gostatsd", Rejects, "several values with a type each"),
        (Flaw.CarriageReturn, "collectd", Rejects, "carriage return"),
        (Flaw.CarriageReturn, "statsd_exporter", Rejects, "carriage return"),
        (Flaw.OddName, "statsd", Misreads, "changes characters of the name"),
        (Flaw.Notice, "statsd", Rejects, "event or service check"),
        (Flaw.Notice, "collectd", Rejects, "event or service check"),
    ];

    /// <summary>The servers that the table knows.</summary>
    public static IReadOnlyList<string> Servers { get; } =
        ["statsd", "collectd", "netdata", "statsd_exporter", "telegraf", "vector", "otel", "gostatsd"];

    /// <summary>What those of the servers make of it that do not read it as it was meant; one verdict per server and cause.</summary>
    public static IReadOnlyList<ServerVerdict> Check(MetricLine line, IReadOnlyList<string> servers) =>
    [
        .. line.Flaws.HasFlag(Flaw.Malformed)
            ? servers.Select(server => new ServerVerdict(server, Rejects, "this is no metric"))
            : from row in s_table
              where line.Flaws.HasFlag(row.Flaw) && servers.Contains(row.Server)
              select new ServerVerdict(row.Server, row.Rejects, row.Why),
    ];
}
