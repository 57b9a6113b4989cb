using System.Diagnostics.CodeAnalysis;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>
/// A condition that every result has to meet: <c>loss&lt;0.1%</c>, <c>p99&lt;250us</c>, <c>rate>=99%</c> of the target,
/// <c>rate>=100k/s</c>, <c>messages>=1M</c>.
/// </summary>
internal sealed class PerfExpectation
{
    private static readonly string[] s_fields = ["loss", "p50", "p90", "p99", "p999", "p9999", "max", "rate", "messages"];

    private readonly Comparison _comparison;
    private readonly double _limit;
    private readonly bool _isShare;
    private readonly RateUnit _unit;

    private PerfExpectation(Comparison comparison, double limit, bool isShare, RateUnit unit)
    {
        _comparison = comparison;
        _limit = limit;
        _isShare = isShare;
        _unit = unit;
    }

    /// <summary>As it was written.</summary>
    public string Text => _comparison.Text;

    public static bool TryParse(string text, out PerfExpectation value, [NotNullWhen(false)] out string? error)
    {
        value = null!;
        if (!Comparison.TryParse(text, s_fields, "loss<0.1%", out Comparison? comparison, out error))
        {
            return false;
        }

        if (!TryParseLimit(comparison.Field, comparison.Limit, out double limit, out bool isShare, out RateUnit unit, out error))
        {
            error = $"in '{text}': {error}";
            return false;
        }

        value = new PerfExpectation(comparison, limit, isShare, unit);
        return true;
    }

    /// <summary>Why a test can never tell whether it is met, and what to do; null when it can.</summary>
    /// <param name="test">The test; with a server.</param>
    public string? Fault(TestPlan test) => _comparison.Field switch
    {
        "loss" when test.Mode != PerfMode.Loss => "perf run loses nothing: leave it out, or measure with sockets perf loss",
        "rate" when _isShare && test.Rate is null => "there is no target to be a share of: add --rate 10k/s, say",
        "loss" or "rate" or "messages" => null,
        _ when test.Rate is null && test.Mode is PerfMode.Throughput or PerfMode.Loss => "times are measured at a rate only: add --rate 10k/s, say",
        _ => null,
    };

    /// <summary>Holds all results against it: the worst has to meet it. What was not measured meets nothing.</summary>
    public ExpectationResult Check(IReadOnlyList<TestResult> results)
    {
        double[] values = [.. results.SelectMany(ValuesOf).Select(static value => value ?? double.NaN)];
        double worst = values.Length == 0 ? double.NaN : values.FirstOrDefault(value => !IsMetBy(value), values[0]);
        return new ExpectationResult(Text, IsMetBy(worst), worst) { Shown = double.IsNaN(worst) ? null : Show(worst) };
    }

    /// <summary>A value as one would write the limit.</summary>
    private string Show(double value) => _comparison.Field switch
    {
        "loss" => FigureText.Share(value),
        "rate" when _isShare => FigureText.Share(value),
        "rate" => _unit == RateUnit.Messages ? HumanText.MessageRate(value) : HumanText.BitRate(value),
        "messages" => HumanText.Count((long)value),
        _ => FigureText.Time((long)value),
    };

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

    private IEnumerable<double?> ValuesOf(TestResult result) => _comparison.Field switch
    {
        "loss" => result.Directions.Select(static d => d.Loss?.Ratio),
        "rate" => result.Directions.Select(d => _isShare ? d.TargetRatio : _unit == RateUnit.Messages ? d.MessagesPerSecond : d.BytesPerSecond * 8),
        "messages" => result.RoundTrip is { } trips ? [trips.Response.Count] : result.Directions.Select(static d => (double?)d.Received?.Messages),
        _ => result.RoundTrip is { } times ? [TimeOf(times)] : result.Directions.Select(d => TimeOf(d.Received?.OneWay)),
    };

    /// <summary>Null when the percentile lies among the requests that were not answered: those took longer than any answer.</summary>
    private double? TimeOf(RoundTripFigures trips)
    {
        // What a percentile leaves beyond it, of 10,000.
        long beyond = _comparison.Field switch
        {
            "p50" => 5_000,
            "p90" => 1_000,
            "p99" => 100,
            "p999" => 10,
            "p9999" => 1,
            _ => 0,
        };
        long unanswered = trips.ScoredAsked - trips.Response.Count;
        return unanswered * 10_000 > beyond * trips.ScoredAsked ? null : TimeOf(trips.Response);
    }

    private double? TimeOf(HistogramData? times) => _comparison.Field switch
    {
        "p50" => times?.P50Ns,
        "p90" => times?.P90Ns,
        "p99" => times?.P99Ns,
        "p999" => times?.P999Ns,
        "p9999" => times?.P9999Ns,
        _ => times?.MaxNs,
    };

    private bool IsMetBy(double value) => _comparison.IsMet(value, _limit);
}
