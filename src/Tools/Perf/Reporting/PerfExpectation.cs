using System.Diagnostics.CodeAnalysis;
using Sockets.Tools.Commands;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>
/// A condition that every result has to meet: <c>loss&lt;0.1%</c>, <c>p99&lt;250us</c>, <c>rate>=99%</c> of the target,
/// <c>rate>=100k/s</c>, <c>messages>=1M</c>.
/// </summary>
internal sealed class PerfExpectation
{
    private static readonly string[] s_fields = ["loss", "p50", "p90", "p99", "p999", "p9999", "max", "rate", "messages"];

    // Two characters first: '>' is the beginning of '>='.
    private static readonly string[] s_operators = [">=", "<=", "=", "<", ">"];

    private readonly string _field;
    private readonly string _operator;
    private readonly double _limit;
    private readonly bool _isShare;
    private readonly RateUnit _unit;

    private PerfExpectation(string text, string field, string comparison, double limit, bool isShare, RateUnit unit)
    {
        Text = text;
        _field = field;
        _operator = comparison;
        _limit = limit;
        _isShare = isShare;
        _unit = unit;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public static bool TryParse(string text, out PerfExpectation value, [NotNullWhen(false)] out string? error)
    {
        value = null!;
        int at = text.AsSpan().IndexOfAny("<>=");
        if (at < 0)
        {
            error = $"'{text}' compares nothing: write a field, one of {string.Join(' ', s_operators)}, and a value, as in loss<0.1%";
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

        if (!TryParseLimit(field, limit, out double number, out bool isShare, out RateUnit unit, out error))
        {
            error = $"in '{text}': {error}";
            return false;
        }

        value = new PerfExpectation(text, field, comparison, number, isShare, unit);
        return true;
    }

    /// <summary>Holds all results against it: the worst has to meet it. What was not measured meets nothing.</summary>
    public ExpectationResult Check(IReadOnlyList<TestResult> results)
    {
        double[] values = [.. results.SelectMany(ValuesOf).Select(static value => value ?? double.NaN)];
        double worst = values.Length == 0 ? double.NaN : values.FirstOrDefault(value => !IsMetBy(value), values[0]);
        return new ExpectationResult(Text, IsMetBy(worst), worst);
    }

    private static bool TryParseLimit(
        string field, string text, out double limit, out bool isShare, out RateUnit unit, [NotNullWhen(false)] out string? error)
    {
        unit = RateUnit.Messages;
        isShare = text.EndsWith('%');
        limit = 0;
        if (field == "loss" || (field == "rate" && isShare))
        {
            bool isParsed = Share.TryParse(text, out Share share, out error);
            limit = share.Ratio;
            return isParsed;
        }

        if (field == "rate")
        {
            bool isRate = Rate.TryParse(text, out Rate rate, out error);
            (limit, unit) = (rate.PerSecond, rate.Unit);
            return isRate;
        }

        if (field == "messages")
        {
            bool isCount = Quantity.TryParse(text, 0, out long count, out error);
            limit = count;
            return isCount;
        }

        bool isTime = Duration.TryParse(text, out TimeSpan time, out error);
        limit = time.Ticks * (double)TimeSpan.NanosecondsPerTick;
        return isTime;
    }

    private IEnumerable<double?> ValuesOf(TestResult result) => _field switch
    {
        "loss" => result.Directions.Select(static d => d.Loss?.Ratio),
        "rate" => result.Directions.Select(d => _isShare ? d.TargetRatio : _unit == RateUnit.Messages ? d.MessagesPerSecond : d.BytesPerSecond * 8),
        "messages" => result.RoundTrip is { } trips ? [trips.Answered] : result.Directions.Select(static d => (double?)d.Received?.Messages),
        _ => result.RoundTrip is { } times ? [TimeOf(times.Response)] : result.Directions.Select(d => TimeOf(d.Received?.OneWay)),
    };

    private double? TimeOf(Ends.HistogramData? times) => _field switch
    {
        "p50" => times?.P50Ns,
        "p90" => times?.P90Ns,
        "p99" => times?.P99Ns,
        "p999" => times?.P999Ns,
        "p9999" => times?.P9999Ns,
        _ => times?.MaxNs,
    };

    private bool IsMetBy(double value) => _operator switch
    {
        ">=" => value >= _limit,
        "<=" => value <= _limit,
        "<" => value < _limit,
        ">" => value > _limit,
        _ => value.Equals(_limit),
    };
}
