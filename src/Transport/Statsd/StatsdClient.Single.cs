using Sockets.Transport.Statsd.Internal.Sending;
using Sockets.Transport.Statsd.Internal.Writing;

namespace Sockets.Transport.Statsd;

/// <summary>Metrics that are named in the call itself, events and checks: written at once, sent with the next flush.</summary>
public sealed partial class StatsdClient
{
    // A name with its tags, the longest number twice over, and the marks.
    private const int LongestLine = (2 * StatsdName.MaxLength) + (3 * NumberText.Longest);

    [ThreadStatic]
    private static byte[]? s_line;

    /// <summary>Counts without a handle: the name is checked and encoded in every call, about a hundred nanoseconds.</summary>
    /// <param name="name">The name, as UTF-8; see <see cref="StatsdName"/>. An illegal one is dropped and counted, or replaced.</param>
    /// <param name="value">How much more. A fraction is dropped and counted where the dialect has none.</param>
    /// <param name="tags">Tags.</param>
    public void Count(ReadOnlySpan<byte> name, double value, params ReadOnlySpan<StatsdTag> tags) =>
        Write(StatsdMetricType.Counter, name, value, at: null, tags);

    /// <summary>Counts something that happened before. The server does not add it to anything.</summary>
    /// <inheritdoc cref="Count"/>
    /// <param name="name">The name, as UTF-8.</param>
    /// <param name="value">How much more.</param>
    /// <param name="at">When, to the second.</param>
    /// <param name="tags">Tags.</param>
    /// <exception cref="NotSupportedException">The dialect has no times.</exception>
    public void CountAt(ReadOnlySpan<byte> name, double value, DateTimeOffset at, params ReadOnlySpan<StatsdTag> tags) =>
        Write(StatsdMetricType.Counter, name, value, WithTime(at), tags);

    /// <summary>Sets a gauge without a handle.</summary>
    /// <param name="name">The name, as UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <param name="tags">Tags.</param>
    public void Gauge(ReadOnlySpan<byte> name, double value, params ReadOnlySpan<StatsdTag> tags) =>
        Write(StatsdMetricType.Gauge, name, value, at: null, tags);

    /// <summary>Says what a gauge was before.</summary>
    /// <param name="name">The name, as UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <param name="at">When, to the second.</param>
    /// <param name="tags">Tags.</param>
    /// <exception cref="NotSupportedException">The dialect has no times.</exception>
    public void GaugeAt(ReadOnlySpan<byte> name, double value, DateTimeOffset at, params ReadOnlySpan<StatsdTag> tags) =>
        Write(StatsdMetricType.Gauge, name, value, WithTime(at), tags);

    /// <summary>Records a time without a handle.</summary>
    /// <param name="name">The name, as UTF-8.</param>
    /// <param name="milliseconds">Milliseconds with their fraction.</param>
    /// <param name="tags">Tags.</param>
    public void Time(ReadOnlySpan<byte> name, double milliseconds, params ReadOnlySpan<StatsdTag> tags) =>
        Write(StatsdMetricType.Timer, name, milliseconds, at: null, tags);

    /// <summary>Records a value of a histogram without a handle.</summary>
    /// <param name="name">The name, as UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <param name="tags">Tags.</param>
    /// <exception cref="NotSupportedException">The dialect has none, and <see cref="StatsdOptions.Unsupported"/> says so.</exception>
    public void Histogram(ReadOnlySpan<byte> name, double value, params ReadOnlySpan<StatsdTag> tags) =>
        Write(Supported(StatsdMetricType.Histogram), name, value, at: null, tags);

    /// <summary>Records a value of a distribution without a handle.</summary>
    /// <inheritdoc cref="Histogram"/>
    public void Distribution(ReadOnlySpan<byte> name, double value, params ReadOnlySpan<StatsdTag> tags) =>
        Write(Supported(StatsdMetricType.Distribution), name, value, at: null, tags);

    /// <summary>Adds a member to a set without a handle.</summary>
    /// <param name="name">The name, as UTF-8.</param>
    /// <param name="member">The member, as UTF-8: without control characters, <c>|</c> and <c>:</c>.</param>
    /// <param name="tags">Tags.</param>
    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> member, params ReadOnlySpan<StatsdTag> tags)
    {
        Span<byte> line = Encode(name, tags, out LineParts parts, out NameEncoder failure);
        NameEncoder text = new(line[..Math.Min(line.Length, StatsdName.MaxLength)], _options.Dialect, _options.Names);
        text.Text(member, LegalBytes.Member);
        if (failure.Failed || text.Failed || member.IsEmpty)
        {
            Miss(failure.IsFull || text.IsFull ? StatsdWriteStatus.Full : StatsdWriteStatus.InvalidValue);
            return;
        }

        StatsdWriter writer = new(line[text.Length..]);
        Queue(writer.TrySet(parts, line[..text.Length]), ref writer);
    }

    /// <summary>Sends an event.</summary>
    /// <param name="event">The event. Illegal characters in its tags and fields become <c>_</c>.</param>
    /// <exception cref="NotSupportedException">The dialect has no events.</exception>
    public void Event(StatsdEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        WriteNotice((ref NoticeEncoder notice) => notice.Event(@event));
    }

    /// <summary>Says how a service is.</summary>
    /// <param name="check">The check. Illegal characters in its name, tags and fields become <c>_</c>.</param>
    /// <exception cref="NotSupportedException">The dialect has no service checks.</exception>
    public void ServiceCheck(StatsdServiceCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        WriteNotice((ref NoticeEncoder notice) => notice.Check(check));
    }

    /// <summary>
    /// Sends a line that was made elsewhere, as it is: for relays and tools. Whether a server understands it is the caller's
    /// affair.
    /// </summary>
    /// <param name="line">
    /// The line, without a line feed at its end; or several with line feeds between, which stay together in one packet. An
    /// empty one, and one with a NUL, is dropped and counted.
    /// </param>
    public void Forward(ReadOnlySpan<byte> line)
    {
        if (line.Length > ushort.MaxValue)
        {
            _lines.Miss(Drop.TooLarge);
        }
        else if (line.IsEmpty || line[0] == '\n' || line[^1] == '\n' || line.Contains((byte)0))
        {
            _lines.Miss(Drop.Invalid);
        }
        else
        {
            _lines.Add(line);
        }
    }

    private long WithTime(DateTimeOffset at) => _options.Dialect.Timestamps
        ? at.ToUnixTimeSeconds()
        : throw new NotSupportedException($"The dialect {_options.Dialect.Name} has no times: leave the time out.");

    private void WriteNotice(NoticeEncoder.Content content)
    {
        if (!_options.Dialect.Events)
        {
            throw new NotSupportedException($"The dialect {_options.Dialect.Name} has no events and no service checks: only DogStatsD has.");
        }

        // As large as a packet may be: the Agent cuts what is longer.
        StatsdWriter writer = new(new byte[_options.ActualPacketBytes]);
        Queue(writer.TryText(_names, content), ref writer);
    }

    private void Write(StatsdMetricType type, ReadOnlySpan<byte> name, double value, long? at, ReadOnlySpan<StatsdTag> tags)
    {
        Span<byte> line = Encode(name, tags, out LineParts parts, out NameEncoder failure);
        if (failure.Failed)
        {
            Miss(failure.IsFull ? StatsdWriteStatus.Full : StatsdWriteStatus.InvalidValue);
            return;
        }

        StatsdWriter writer = new(line);
        StatsdWriteStatus status;
        switch (type)
        {
            case StatsdMetricType.Counter:
                status = writer.TryCount(parts, value, sampleRate: 1, at);
                break;
            case StatsdMetricType.Gauge:
                status = writer.TryGauge(parts, value, at);
                break;
            default:
                writer.TryValues(parts, type, [value], sampleRate: 1, out status);
                break;
        }

        Queue(status, ref writer);
    }

    /// <summary>Encodes a name in the thread's buffer, and gives what is free of it.</summary>
    private Span<byte> Encode(ReadOnlySpan<byte> name, ReadOnlySpan<StatsdTag> tags, out LineParts parts, out NameEncoder failure)
    {
        Span<byte> line = s_line ??= new byte[StatsdName.MaxLength + LongestLine];
        NameEncoder head = new(line[..StatsdName.MaxLength], _options.Dialect, _options.Names);
        head.Head(_names.Prefix, name, _names.Tags, tags);
        NameEncoder field = new(line[head.Length..StatsdName.MaxLength], _options.Dialect, _options.Names);
        field.TagField(_names.Tags, tags);
        parts = new LineParts(_options.Dialect, line[..head.Length], line.Slice(head.Length, field.Length), _names.Origin);
        failure = head.Failed ? head : field;
        return line[(head.Length + field.Length)..];
    }

    private void Queue(StatsdWriteStatus status, ref StatsdWriter writer)
    {
        if (status == StatsdWriteStatus.Written)
        {
            _lines.Add(writer.Written);
        }
        else
        {
            Miss(status);
        }
    }

    private void Miss(StatsdWriteStatus status) => _lines.Miss(status == StatsdWriteStatus.Full ? Drop.TooLarge : Drop.Invalid);
}
