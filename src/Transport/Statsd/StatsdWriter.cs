using Sockets.Transport.Statsd.Internal.Writing;

namespace Sockets.Transport.Statsd;

/// <summary>
/// Writes lines into a span: pure formatting, no state but how far it is. Lines are parted by a line feed, and the last
/// one has none. A line is written whole or not at all. docs/wire/statsd.md is the grammar.
/// </summary>
/// <remarks>
/// It can be used for any StatsD sender of one's own. <c>StatsdClient</c> uses it on its flush.
/// </remarks>
public ref partial struct StatsdWriter
{
    private readonly Span<byte> _to;
    private readonly bool _continues;

    /// <summary>Writes from the beginning of a span.</summary>
    /// <param name="destination">Where to; borrowed as long as the writer is used.</param>
    public StatsdWriter(Span<byte> destination)
        : this(destination, continues: false)
    {
    }

    internal StatsdWriter(Span<byte> destination, bool continues)
    {
        _to = destination;
        _continues = continues;
    }

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _to[..Length];

    /// <summary>Writes a count.</summary>
    /// <param name="name">Which counter.</param>
    /// <param name="value">How much more.</param>
    public StatsdWriteStatus TryCount(StatsdName name, long value)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryCount(name.Parts, value);
    }

    /// <summary>Writes a count that has a fraction, a sample rate or a time.</summary>
    /// <param name="name">Which counter.</param>
    /// <param name="value">How much more; finite, and whole unless the dialect has <see cref="StatsdDialect.FractionalCounters"/>.</param>
    /// <param name="sampleRate">Above 0 and at most 1: the server divides the value by it. Default 1.</param>
    /// <param name="at">When, in seconds since 1970; null for now. Only in dialects with timestamps.</param>
    public StatsdWriteStatus TryCount(StatsdName name, double value, double sampleRate = 1, long? at = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryCount(name.Parts, value, sampleRate, at);
    }

    /// <summary>Sets a gauge. Where a sign means a change, a negative value takes two lines, written together.</summary>
    /// <param name="name">Which gauge.</param>
    /// <param name="value">Its value; finite.</param>
    /// <param name="at">When, in seconds since 1970; null for now. Only in dialects with timestamps.</param>
    public StatsdWriteStatus TryGauge(StatsdName name, double value, long? at = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryGauge(name.Parts, value, at);
    }

    /// <summary>Changes a gauge on the server, in dialects where a sign means a change.</summary>
    /// <param name="name">Which gauge.</param>
    /// <param name="change">By how much; finite.</param>
    public StatsdWriteStatus TryChangeGauge(StatsdName name, double change)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Dialect.GaugeSign != StatsdGaugeSign.Delta)
        {
            return StatsdWriteStatus.Unsupported;
        }

        if (!double.IsFinite(change))
        {
            return StatsdWriteStatus.InvalidValue;
        }

        int start = Length;
        LineParts parts = name.Parts;
        bool fits = Begin(parts.Head) && (change < 0 || Raw("+"u8)) && Number(change) && Raw("|g"u8) && Tail(parts);
        return End(start, fits);
    }

    /// <summary>Writes a time.</summary>
    /// <param name="name">Which timer.</param>
    /// <param name="milliseconds">Milliseconds with their fraction; finite and not negative.</param>
    /// <param name="sampleRate">Above 0 and at most 1. Default 1.</param>
    public StatsdWriteStatus TryTime(StatsdName name, double milliseconds, double sampleRate = 1) =>
        TryValue(name, StatsdMetricType.Timer, milliseconds, sampleRate);

    /// <summary>Writes one value of a timer, a histogram or a distribution.</summary>
    /// <param name="name">Which one.</param>
    /// <param name="type">One of these three.</param>
    /// <param name="value">The value; finite, and not negative for a timer.</param>
    /// <param name="sampleRate">Above 0 and at most 1. Default 1.</param>
    public StatsdWriteStatus TryValue(StatsdName name, StatsdMetricType type, double value, double sampleRate = 1)
    {
        TryValues(name, type, [value], sampleRate, out StatsdWriteStatus status);
        return status;
    }

    /// <summary>Writes as many values as there is room for: on one line where the dialect packs, else on a line each.</summary>
    /// <param name="name">Which timer, histogram or distribution.</param>
    /// <param name="type">One of these three.</param>
    /// <param name="values">The values; finite, and not negative for a timer.</param>
    /// <param name="sampleRate">Above 0 and at most 1: how many of the values that there were these are.</param>
    /// <param name="status">Why it stopped; <see cref="StatsdWriteStatus.Written"/> when all are there.</param>
    /// <returns>How many were written, from the first on.</returns>
    public int TryValues(StatsdName name, StatsdMetricType type, scoped ReadOnlySpan<double> values, double sampleRate, out StatsdWriteStatus status)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryValues(name.Parts, type, values, sampleRate, out status);
    }

    /// <summary>Adds a member to a set.</summary>
    /// <param name="name">Which set.</param>
    /// <param name="member">The member: UTF-8 without control characters, <c>|</c> and <c>:</c>; not empty.</param>
    public StatsdWriteStatus TrySet(StatsdName name, scoped ReadOnlySpan<byte> member)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TrySet(name.Parts, member);
    }

    /// <summary>Writes an event.</summary>
    /// <param name="dialect">Whose line it is.</param>
    /// <param name="event">The event. Illegal characters in its tags and fields become <c>_</c>.</param>
    public StatsdWriteStatus TryEvent(StatsdDialect dialect, StatsdEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return TryText(new NameSetup(dialect, StatsdNamePolicy.Replace), (ref NoticeEncoder notice) => notice.Event(@event));
    }

    /// <summary>Writes a service check.</summary>
    /// <param name="dialect">Whose line it is.</param>
    /// <param name="check">The check. Illegal characters in its name, tags and fields become <c>_</c>.</param>
    public StatsdWriteStatus TryServiceCheck(StatsdDialect dialect, StatsdServiceCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return TryText(new NameSetup(dialect, StatsdNamePolicy.Replace), (ref NoticeEncoder notice) => notice.Check(check));
    }
}
