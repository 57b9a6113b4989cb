using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>Round trips: a row for each driver, or each kind of sockets.</summary>
internal sealed class RoundTripText : ISectionText
{
    private readonly string _what;

    /// <param name="title">What is measured, and how.</param>
    /// <param name="what">The head of the first column.</param>
    public RoundTripText(string title, string what)
    {
        Title = title;
        _what = what;
    }

    public string Title { get; }

    public string Header => Row(_what, "p50", "p99", "max", "round trips");

    public IEnumerable<string> Rows(MeasurementResult result)
    {
        var measured = (RoundTripResult)result;
        yield return measured.Skipped is { } reason
            ? $"  {NameOf(measured),-10}  not run: {reason}"
            : Row(
                NameOf(measured),
                PerfText.Time(measured.P50),
                PerfText.Time(measured.P99),
                PerfText.Time(measured.Max),
                HumanText.Count(measured.Count));
    }

    public string Closing(IReadOnlyList<MeasurementResult> results)
    {
        RoundTripResult[] measured = [.. results.Cast<RoundTripResult>().Where(static r => r.P50 is not null).OrderBy(static r => r.P50)];
        string spin = results.Cast<RoundTripResult>().Any(static r => r is { Driver: "spin", Skipped: null })
            ? " spin keeps a core busy on each side."
            : "";
        return measured.Length == 0
            ? "Too few round trips for a figure: give it more --time." + spin
            : $"Half of all answers came within {HumanText.Time(measured[0].P50!.Value)} with {NameOf(measured[0])}.{spin}";
    }

    private static string NameOf(RoundTripResult result) => result.Driver ?? result.Pattern ?? "";

    private static string Row(string name, string p50, string p99, string max, string count) =>
        $"  {name,-10}{p50,14}{p99,14}{max,14}{count,18}";
}
