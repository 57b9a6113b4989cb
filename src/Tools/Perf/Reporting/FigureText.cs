using System.Globalization;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>Figures of <c>perf run</c> and <c>perf loss</c> in words.</summary>
internal static class FigureText
{
    /// <summary>A time in nanoseconds; a dash when nobody knows it.</summary>
    public static string Time(long? nanoseconds) => nanoseconds is { } known ? HumanText.Nanoseconds(known) : "-";

    /// <summary>A share that is small: <c>0.0129 %</c>. More than nothing is never shown as nothing.</summary>
    public static string Share(double? ratio) => ratio switch
    {
        null => "-",
        0 => "0 %",
        < 0.000001 => "< 0.0001 %",
        _ => (100 * ratio.Value).ToString("0.####", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>What a histogram says in a line.</summary>
    public static string Times(HistogramData times) =>
        $"n {HumanText.Count(times.Count)}  min {Time(times.MinNs)}  p50 {Time(times.P50Ns)}  p90 {Time(times.P90Ns)}  p99 {Time(times.P99Ns)}"
        + $"  p99.9 {Time(times.P999Ns)}  max {Time(times.MaxNs)}";

    /// <summary>What was measured.</summary>
    public static string Name(TestPlan plan)
    {
        string rate = plan.Rate is not { } target ? ""
            : plan.MessagesPerSecond is { } messages ? $" at {HumanText.MessageRate(messages)}"
            : $" at {HumanText.BitRate(target.PerSecond)}";
        string size = plan.SizeBytes == 0 ? "" : $" {HumanText.Size(plan.SizeBytes)}";
        return $"{plan.Mode.ToString().ToLowerInvariant()}{size}{rate}, {HumanText.Count(plan.Streams, "stream")}";
    }

    /// <summary>Which way, in words.</summary>
    public static string Way(DataFlow direction, bool hasServer) => !hasServer ? "from all senders" : direction == DataFlow.Down ? "from the server" : "to the server";

    /// <summary>Expectations that were not met, and what went wrong.</summary>
    public static void WriteProblems(StatusWriter status, PerfEnd end)
    {
        foreach (Expected missed in end.Expect.Where(static e => !e.Ok))
        {
            status.WriteError($"expectation not met: {missed.Expr}{(missed.Shown is { } value ? $" (it is {value})" : " (it was not measured)")}");
        }

        if (end.Error is { } error)
        {
            status.WriteError(error.Hint is null ? error.Message : error.Message + ": " + error.Hint);
        }
    }
}
