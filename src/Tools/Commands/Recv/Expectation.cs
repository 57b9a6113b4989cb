using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Recv;

/// <summary>A condition on the end of a run: <c>messages=100</c>, <c>bytes>=1MiB</c>, <c>seconds&lt;2</c>, <c>rate>10k/s</c>.</summary>
internal sealed class Expectation
{
    private static readonly string[] s_fields = ["messages", "bytes", "seconds", "rate"];

    private readonly Comparison _comparison;
    private readonly double _limit;
    private readonly RateUnit _unit;

    private Expectation(Comparison comparison, double limit, RateUnit unit)
    {
        _comparison = comparison;
        _limit = limit;
        _unit = unit;
    }

    public static bool TryParse(string text, out Expectation value, [NotNullWhen(false)] out string? error)
    {
        value = null!;
        if (!Comparison.TryParse(text, s_fields, "messages=100", out Comparison? comparison, out error))
        {
            return false;
        }

        if (!TryParseLimit(comparison.Field, comparison.Limit, out double limit, out RateUnit unit, out error))
        {
            error = $"in '{text}': {error}";
            return false;
        }

        value = new Expectation(comparison, limit, unit);
        return true;
    }

    /// <summary>Holds the end of a run against it.</summary>
    public ExpectationResult Check(long messages, long bytes, TimeSpan duration)
    {
        double seconds = duration.TotalSeconds;
        double value = _comparison.Field switch
        {
            "messages" => messages,
            "bytes" => bytes,
            "seconds" => seconds,
            _ => seconds > 0 ? (_unit == RateUnit.Messages ? messages : bytes * 8.0) / seconds : 0,
        };
        return new ExpectationResult(_comparison.Text, _comparison.IsMet(value, _limit), value);
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
