using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sockets.Transport.Statsd.Internal.Writing;

/// <summary>Writes what DogStatsD has beside metrics: events and service checks.</summary>
internal ref struct NoticeEncoder
{
    private readonly NameSetup _setup;
    private NameEncoder _to;

    public NoticeEncoder(Span<byte> to, NameSetup setup)
    {
        _setup = setup;
        _to = new NameEncoder(to, setup.Dialect, StatsdNamePolicy.Replace);
    }

    /// <summary>What is to be written.</summary>
    public delegate void Content(ref NoticeEncoder notice);

    public readonly int Length => _to.Length;

    public readonly bool IsFull => _to.IsFull;

    public readonly bool IsIllegal => _to.IsIllegal;

    /// <summary>The lengths are those of the escaped texts, in bytes.</summary>
    public void Event(StatsdEvent @event)
    {
        string title = Escape(@event.Title);
        string text = Escape(@event.Text);
        _to.Raw("_e{"u8);
        Number(Encoding.UTF8.GetByteCount(title));
        _to.Raw((byte)',');
        Number(Encoding.UTF8.GetByteCount(text));
        _to.Raw("}:"u8);
        Bytes(title);
        _to.Raw((byte)'|');
        Bytes(text);
        Time(@event.At);
        Field("|h:"u8, @event.Host);
        Field("|k:"u8, @event.AggregationKey);
        Field("|p:"u8, @event.Priority == StatsdPriority.Low ? "low" : null);
        Field("|s:"u8, @event.Source);
        Field("|t:"u8, @event.Alert == StatsdAlert.Info ? null : @event.Alert.ToString().ToLowerInvariant());
        Tags(@event.Tags);
    }

    /// <summary>The message stands last: a server takes everything behind its mark for it.</summary>
    public void Check(StatsdServiceCheck check)
    {
        _to.Raw("_sc|"u8);
        _to.Raw(_setup.Prefix);
        _to.Text(check.Name, LegalBytes.Field);
        _to.Raw((byte)'|');
        Number((int)check.Status);
        Time(check.At);
        Field("|h:"u8, check.Host);
        Tags(check.Tags);
        if (!string.IsNullOrEmpty(check.Message))
        {
            _to.Raw("|m:"u8);
            _to.Text(Escape(check.Message).Replace("m:", "m\\:", StringComparison.Ordinal), LegalBytes.Field);
        }
    }

    private static string Escape(string text) =>
        text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private void Tags(IReadOnlyList<StatsdTag> tags)
    {
        StatsdTag[] own = [.. tags];
        _to.TagField(_setup.Tags, own);
        _to.Raw(_setup.Origin);
    }

    private void Time(DateTimeOffset? at)
    {
        if (at is { } time)
        {
            _to.Raw("|d:"u8);
            Number(time.ToUnixTimeSeconds());
        }
    }

    private void Field(ReadOnlySpan<byte> mark, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _to.Raw(mark);
            _to.Text(value, LegalBytes.Field);
        }
    }

    private void Number(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        _to.Raw(digits[..length]);
    }

    /// <summary>As it is: its length stands in front of it.</summary>
    private void Bytes(string text) => _to.Text(text, s_any);

    private static readonly SearchValues<byte> s_any = SearchValues.Create([.. Enumerable.Range(0, 256).Select(i => (byte)i)]);
}
