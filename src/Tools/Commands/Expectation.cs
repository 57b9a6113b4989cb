using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands;

/// <summary>A condition on the end of a run: <c>messages=100</c>, <c>bytes>=1MiB</c>, <c>seconds&lt;2</c>, <c>rate>10k/s</c>.</summary>
internal sealed class Expectation
{
    private static readonly string[] s_fields = ["messages", "bytes", "seconds", "rate"];

    // Two characters first: '>' is the beginning of '>='.
    private static readonly string[] s_operators = [">=", "<=", "=", "<", ">"];

    private readonly string _text;
    private readonly string _field;
    private readonly string _operator;
    private readonly double _limit;
    private readonly RateUnit _unit;

    private Expectation(string text, string field, string comparison, double limit, RateUnit unit)
    {
        _text = text;
        _field = field;
        _operator = comparison;
        _limit = limit;
        _unit = unit;
    }

    public static bool TryParse(string text, out Expectation value, [NotNullWhen(false)] out string? error)
    {
        value = null!;
        int at = text.AsSpan().IndexOfAny("<>=");
        if (at < 0)
        {
            error = $"'{text}' compares nothing: write a field, one of {string.Join(' ', s_operators)}, and a value, as in messages=100";
            return false;
        }

        string field = text[..at].Trim();
        string comparison = s_operators.First(o => text.AsSpan(at).StartsWith(o));
        string limit = text[(at + comparison.Length)..].Trim();
        if (Array.IndexOf(s_fields, field) < 0)
        {
            error = $"unknown field '{field}' in '{text}'{Suggestion.Phrase(field, s_fields)}: fields are {string.Join(", ", s_fields)}";
            return false;
        }

        if (!TryParseLimit(field, limit, out double number, out RateUnit unit, out error))
        {
            error = $"in '{text}': {error}";
            return false;
        }

        value = new Expectation(text, field, comparison, number, unit);
        return true;
    }

    /// <summary>Holds the end of a run against it.</summary>
    public ExpectationResult Check(long messages, long bytes, TimeSpan duration)
    {
        double seconds = duration.TotalSeconds;
        double value = _field switch
        {
            "messages" => messages,
            "bytes" => bytes,
            "seconds" => seconds,
            _ => seconds > 0 ? (_unit == RateUnit.Messages ? messages : bytes * 8.0) / seconds : 0,
        };
        bool met = _operator switch
        {
            ">=" => value >= _limit,
            "<=" => value <= _limit,
            "<" => value < _limit,
            ">" => value > _limit,
            _ => value.Equals(_limit),
        };
        return new ExpectationResult(_text, met, value);
    }

    private static bool TryParseLimit(
        string field, string text, out double limit, out RateUnit unit, [NotNullWhen(false)] out string? error)
    {
        unit = RateUnit.Messages;
        limit = 0;
        switch (field)
        {
            case "messages":
                bool isCount = Quantity.TryParse(text, 0, out long count, out error);
                limit = count;
                return isCount;
            case "bytes":
                error = null;
                long bytes = 0;
                bool isSize = text == "0" || ByteSize.TryParse(text, out bytes, out error!);
                limit = bytes;
                return isSize;
            case "seconds":
                if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out limit))
                {
                    error = null;
                    return true;
                }

                bool isTime = Duration.TryParse(text, out TimeSpan time, out error);
                limit = time.TotalSeconds;
                return isTime;
            default:
                bool isRate = Rate.TryParse(text, out Rate rate, out error);
                limit = rate.PerSecond;
                unit = rate.Unit;
                return isRate;
        }
    }
}
