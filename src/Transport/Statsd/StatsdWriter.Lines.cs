using Sockets.Transport.Statsd.Internal.Writing;

namespace Sockets.Transport.Statsd;

/// <summary>How lines are put together; the grammar is docs/wire/statsd.md.</summary>
public ref partial struct StatsdWriter
{
    internal StatsdWriteStatus TryCount(scoped LineParts parts, long value)
    {
        int start = Length;
        return End(start, Begin(parts.Head) && Number(value) && Raw("|c"u8) && Tail(parts));
    }

    internal StatsdWriteStatus TryCount(scoped LineParts parts, double value, double sampleRate, long? at) =>
        !parts.Dialect.FractionalCounters && double.IsFinite(value) && value != Math.Truncate(value)
            ? StatsdWriteStatus.Unsupported
            : TryLine(parts, value, "|c"u8, sampleRate, at);

    internal StatsdWriteStatus TryGauge(scoped LineParts parts, double value, long? at)
    {
        int start = Length;
        StatsdWriteStatus status = StatsdWriteStatus.Written;
        if (value < 0 && parts.Dialect.GaugeSign == StatsdGaugeSign.Delta)
        {
            status = TryLine(parts, 0, "|g"u8, sampleRate: 1, at);
        }

        if (status == StatsdWriteStatus.Written)
        {
            status = TryLine(parts, value, "|g"u8, sampleRate: 1, at);
        }

        Length = status == StatsdWriteStatus.Written ? Length : start;
        return status;
    }

    /// <summary>Writes a line, or lines that belong together, as they are.</summary>
    internal StatsdWriteStatus TryRaw(scoped ReadOnlySpan<byte> lines)
    {
        int start = Length;
        return End(start, Begin(lines));
    }

    internal StatsdWriteStatus TryText(NameSetup setup, NoticeEncoder.Content content)
    {
        if (!setup.Dialect.Events)
        {
            return StatsdWriteStatus.Unsupported;
        }

        int start = Length;
        if (!Begin([]))
        {
            return End(start, fits: false);
        }

        NoticeEncoder notice = new(_to[Length..], setup);
        content(ref notice);
        Length += notice.Length;
        StatsdWriteStatus status = End(start, !notice.IsFull && !notice.IsIllegal);
        return notice.IsIllegal ? StatsdWriteStatus.InvalidValue : status;
    }

    internal int TryValues(
        scoped LineParts parts, StatsdMetricType type, scoped ReadOnlySpan<double> values, double sampleRate, out StatsdWriteStatus status)
    {
        status = CheckSampled(parts.Dialect, type, sampleRate);
        int count = 0;
        while (status == StatsdWriteStatus.Written && count < values.Length)
        {
            int most = parts.Dialect.Packing ? values.Length - count : 1;
            count += Packed(parts, type, values.Slice(count, most), sampleRate, out status);
        }

        return count;
    }

    internal StatsdWriteStatus TrySet(scoped LineParts parts, scoped ReadOnlySpan<byte> member)
    {
        if (member.IsEmpty || member.ContainsAnyExcept(LegalBytes.Member))
        {
            return StatsdWriteStatus.InvalidValue;
        }

        int start = Length;
        return End(start, Begin(parts.Head) && Raw(member) && Raw("|s"u8) && Tail(parts));
    }

    private StatsdWriteStatus TryLine(scoped LineParts parts, double value, scoped ReadOnlySpan<byte> type, double sampleRate, long? at)
    {
        if (at is not null && !parts.Dialect.Timestamps)
        {
            return StatsdWriteStatus.Unsupported;
        }

        if (!double.IsFinite(value) || !(sampleRate is > 0 and <= 1) || at < 0)
        {
            return StatsdWriteStatus.InvalidValue;
        }

        int start = Length;
        bool fits = Begin(parts.Head) && Number(value) && Raw(type) && Rate(sampleRate) && Raw(parts.TagField)
            && (at is not { } seconds || (Raw("|T"u8) && Number(seconds))) && Raw(parts.Origin);
        return End(start, fits);
    }

    private static StatsdWriteStatus CheckSampled(StatsdDialect dialect, StatsdMetricType type, double sampleRate)
    {
        if (type is not (StatsdMetricType.Timer or StatsdMetricType.Histogram or StatsdMetricType.Distribution) || !dialect.Has(type))
        {
            return StatsdWriteStatus.Unsupported;
        }

        if (!(sampleRate is > 0 and <= 1))
        {
            return StatsdWriteStatus.InvalidValue;
        }

        return sampleRate < 1 && !dialect.SampledTimers ? StatsdWriteStatus.Unsupported : StatsdWriteStatus.Written;
    }

    /// <summary>One line with as many of the values as fit; none when not even one does.</summary>
    private int Packed(scoped LineParts parts, StatsdMetricType type, scoped ReadOnlySpan<double> values, double sampleRate, out StatsdWriteStatus status)
    {
        int start = Length;
        Span<byte> tail = stackalloc byte[NumberText.Longest + 8];
        StatsdWriter end = new(tail);
        _ = end.Raw(type switch { StatsdMetricType.Timer => "|ms"u8, StatsdMetricType.Histogram => "|h"u8, _ => "|d"u8 });
        _ = end.Rate(sampleRate);
        int room = _to.Length - end.Length - parts.TagField.Length - parts.Origin.Length;
        int count = 0;
        status = Begin(parts.Head) ? StatsdWriteStatus.Written : StatsdWriteStatus.Full;
        while (status == StatsdWriteStatus.Written && count < values.Length)
        {
            double value = values[count];
            if (!double.IsFinite(value) || (value < 0 && type == StatsdMetricType.Timer))
            {
                status = StatsdWriteStatus.InvalidValue;
                break;
            }

            int before = Length;
            if ((count > 0 && !Raw(":"u8)) || !Number(value) || Length > room)
            {
                Length = before;
                status = StatsdWriteStatus.Full;
                break;
            }

            count++;
        }

        if (count == 0 || !(Raw(end.Written) && Tail(parts)))
        {
            Length = start;
            return 0;
        }

        return count;
    }

    private bool Begin(scoped ReadOnlySpan<byte> head) => ((Length == 0 && !_continues) || Raw("\n"u8)) && Raw(head);

    private bool Tail(scoped LineParts parts) => Raw(parts.TagField) && Raw(parts.Origin);

    private StatsdWriteStatus End(int start, bool fits)
    {
        Length = fits ? Length : start;
        return fits ? StatsdWriteStatus.Written : StatsdWriteStatus.Full;
    }

    private bool Rate(double rate) => rate >= 1 || (Raw("|@"u8) && Number(rate));

    private bool Number(double value)
    {
        bool fits = NumberText.TryWrite(value, _to[Length..], out int written);
        Length += written;
        return fits;
    }

    private bool Number(long value)
    {
        bool fits = NumberText.TryWrite(value, _to[Length..], out int written);
        Length += written;
        return fits;
    }

    private bool Raw(scoped ReadOnlySpan<byte> bytes)
    {
        if (!bytes.TryCopyTo(_to[Length..]))
        {
            return false;
        }

        Length += bytes.Length;
        return true;
    }
}
