using System.Globalization;
using System.Text;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>
/// A line as it came, read as tolerantly as the most tolerant server does, with all that others would stumble over.
/// </summary>
internal sealed class MetricLine
{
    private static readonly string[] s_types = ["c", "g", "ms", "h", "d", "s"];

    private readonly List<Sample> _samples = [];
    private readonly List<KeyValuePair<string, string?>> _tags = [];

    private MetricLine(string text) => Text = text;

    /// <summary>One value with its type.</summary>
    /// <param name="Value">As it was written.</param>
    /// <param name="Type">As it was written.</param>
    /// <param name="Rate">The sample rate; 1 when there is none.</param>
    public sealed record Sample(string Value, string Type, double Rate)
    {
        /// <summary>The value as a number; null for a set's member, and for what is none.</summary>
        public double? Number =>
            Type != "s" && double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
    }

    /// <summary>The line, as UTF-8.</summary>
    public string Text { get; }

    /// <summary>The name without its tags; for an event its title.</summary>
    public string Name { get; private set; } = "";

    public IReadOnlyList<KeyValuePair<string, string?>> Tags => _tags;

    public IReadOnlyList<Sample> Samples => _samples;

    public Flaw Flaws { get; private set; }

    /// <summary>What kind of line it is: <c>metric</c>, <c>event</c>, <c>check</c> or <c>malformed</c>.</summary>
    public string Kind { get; private set; } = "metric";

    public static MetricLine Parse(ReadOnlySpan<byte> bytes)
    {
        MetricLine line = new(Encoding.UTF8.GetString(bytes));
        string text = line.Text;
        if (text.EndsWith('\r'))
        {
            line.Mark(Flaw.CarriageReturn);
            text = text[..^1];
        }

        if (text.StartsWith("_e{", StringComparison.Ordinal) || text.StartsWith("_sc|", StringComparison.Ordinal))
        {
            line.ReadNotice(text);
        }
        else if (!line.TryReadMetric(text))
        {
            line.Kind = "malformed";
            line.Flaws = Flaw.Malformed;
            line._samples.Clear();
        }

        return line;
    }

    private void Mark(Flaw flaw, bool when = true) => Flaws |= when ? flaw : Flaw.None;

    private void ReadNotice(string text)
    {
        Mark(Flaw.Notice);
        bool isEvent = text[1] == 'e';
        Kind = isEvent ? "event" : "check";
        string[] fields = text.Split('|');
        int colon = fields[0].IndexOf(':', StringComparison.Ordinal);
        Name = isEvent ? fields[0][(colon + 1)..] : fields[1];
        foreach (string field in fields.Where(f => f.StartsWith('#')))
        {
            ReadTags(field[1..], ',', ':');
        }
    }

    private bool TryReadMetric(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !TryReadName(text[..colon]))
        {
            return false;
        }

        string[] fields = text[(colon + 1)..].Split('|');
        List<(string Values, string Type, double Rate)> groups = [];
        string values = fields[0];
        for (int i = 1; i < fields.Length; i++)
        {
            string field = fields[i];
            if (groups.Count == 0 || values.Length > 0)
            {
                string type = Cut(ref field);
                groups.Add((values, type, 1));
                values = field;
                Mark(Flaw.Repeated, field.Length > 0);
            }
            else if (!TryReadField(field, groups, ref values))
            {
                return false;
            }
        }

        return values.Length == 0 && groups.Count > 0 && groups.TrueForAll(group => TryAdd(group.Values, group.Type, group.Rate));
    }

    /// <summary>Takes what stands in front of the colon away, and leaves what stands behind it.</summary>
    private static string Cut(ref string field)
    {
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        string front = colon < 0 ? field : field[..colon];
        field = colon < 0 ? "" : field[(colon + 1)..];
        return front;
    }

    private bool TryReadField(string field, List<(string Values, string Type, double Rate)> groups, ref string values)
    {
        switch (field)
        {
            case ['@', ..]:
                string rest = field[1..];
                string rate = Cut(ref rest);
                values = rest;
                Mark(Flaw.Repeated, rest.Length > 0);
                groups[^1] = groups[^1] with { Rate = ReadRate(rate) };
                return true;
            case ['#', ..]:
                Mark(Flaw.TagField);
                ReadTags(field[1..], ',', ':');
                return true;
            case ['c', ':', ..]:
                Mark(Flaw.Container);
                return true;
            case ['T', ..]:
                Mark(Flaw.Timestamp);
                return field.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 && field.Length > 1;
            default:
                Mark(Flaw.NewFields);
                return field.StartsWith("e:", StringComparison.Ordinal) || field.StartsWith("card:", StringComparison.Ordinal);
        }
    }

    private double ReadRate(string text)
    {
        Mark(Flaw.ExponentRate, text.Contains('e', StringComparison.OrdinalIgnoreCase));
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
            || !(rate is > 0 and <= 1)
            || !char.IsAsciiDigit(text[0]))
        {
            Mark(Flaw.OddRate);
        }

        return rate is > 0 and <= 1 ? rate : 1;
    }

    private bool TryAdd(string values, string type, double rate)
    {
        if (!s_types.Contains(type) || values.Length == 0)
        {
            return false;
        }

        Mark(Flaw.Histogram, type == "h");
        Mark(Flaw.Distribution, type == "d");
        Mark(Flaw.Set, type == "s");
        Mark(Flaw.SampledTimer, rate < 1 && type is ("ms" or "h" or "d"));
        string[] all = type == "s" ? [values] : values.Split(':');
        Mark(Flaw.Packed, all.Length > 1);
        return all.All(value => TryAddOne(value, type, rate));
    }

    private bool TryAddOne(string value, string type, double rate)
    {
        _samples.Add(new Sample(value, type, rate));
        if (type == "s")
        {
            return value.Length > 0;
        }

        string digits = value.TrimStart('+', '-');
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            Mark(Flaw.Hexadecimal);
            return long.TryParse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _);
        }

        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return false;
        }

        bool hasFraction = digits.Contains('.', StringComparison.Ordinal);
        Mark(Flaw.NotFinite, !double.IsFinite(number));
        Mark(Flaw.Exponent, double.IsFinite(number) && digits.Contains('e', StringComparison.OrdinalIgnoreCase));
        Mark(Flaw.FractionalCounter, type == "c" && hasFraction);
        Mark(Flaw.FractionalTimer, type == "ms" && hasFraction);
        Mark(Flaw.NegativeTimer, type == "ms" && number < 0);
        Mark(Flaw.SignedGauge, type == "g" && digits.Length < value.Length);
        return true;
    }

    private bool TryReadName(string text)
    {
        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        int end = text.IndexOf(']', StringComparison.Ordinal);
        if (bracket >= 0 && end > bracket)
        {
            Mark(Flaw.SignalFxTags);
            ReadTags(text[(bracket + 1)..end], ',', '=');
            Name = text[..bracket] + text[(end + 1)..];
        }
        else
        {
            int mark = text.AsSpan().IndexOfAny("#;,");
            Name = mark < 0 ? text : text[..mark];
            if (mark >= 0)
            {
                Flaws |= text[mark] switch { '#' => Flaw.LibratoTags, ';' => Flaw.GraphiteTags, _ => Flaw.InfluxTags };
                ReadTags(text[(mark + 1)..], text[mark] == ';' ? ';' : ',', '=');
            }
        }

        Mark(Flaw.OddName, !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'));
        return Name.Length > 0 && !Name.Contains('|', StringComparison.Ordinal);
    }

    private void ReadTags(string text, char between, char equals)
    {
        foreach (string tag in text.Split(between, StringSplitOptions.RemoveEmptyEntries))
        {
            int at = tag.IndexOf(equals, StringComparison.Ordinal);
            _tags.Add(at < 0 ? new(tag, value: null) : new(tag[..at], tag[(at + 1)..]));
        }
    }
}
