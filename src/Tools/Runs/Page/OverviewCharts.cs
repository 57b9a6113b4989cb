using Sockets.Tools.Output;

namespace Sockets.Tools.Runs.Page;

/// <summary>What the tests of one run are beside each other: the pictures of <c>perf all</c>.</summary>
internal static class OverviewCharts
{
    public static IEnumerable<Chart> Of(SavedRun run)
    {
        SavedTest[] throughput = [.. run.Tests.Where(static t => t.Kind == "throughput" && t["messages_per_second"] is not null)];
        if (throughput.Length > 0)
        {
            yield return Throughput("Messages a second", throughput, "messages_per_second", HumanText.MessageRate);
            yield return Throughput("Payload a second", throughput, "bytes_per_second", HumanText.ByteRate);
        }

        SavedTest[] trips = [.. run.Tests.Where(static t => t.Kind == "round_trip" && t["max_ns"] is not null)];
        if (trips.Length > 0)
        {
            yield return RoundTrips(trips);
        }

        foreach (SavedTest overload in run.Tests.Where(static t => t["submitted_messages"] is not null))
        {
            yield return Overload(overload);
        }
    }

    private static Chart Throughput(string title, SavedTest[] tests, string figure, Func<double, string> format) => BarChart.Create(
        title,
        $"By length of the message: {string.Join(", ", tests.Select(t => $"{NameOf(t)} {format(t[figure] ?? 0)}"))}.",
        [title],
        [.. tests.Select(t => (NameOf(t), (IReadOnlyList<double?>)[t[figure]]))],
        format);

    private static Chart RoundTrips(SavedTest[] tests) => BarChart.Create(
        "Round trip by driver",
        $"Half took no longer than {string.Join(", ", tests.Select(static t => $"{Time(t["p50_ns"])} with {t.Driver}"))}.",
        ["p50", "p99"],
        [.. tests.Select(static t => (t.Driver ?? "", (IReadOnlyList<double?>)[t["p50_ns"], t["p99_ns"]]))],
        static ns => Figure.Format("_ns", ns));

    private static Chart Overload(SavedTest test)
    {
        (string Name, double? Count)[] parts =
            [("submitted", test["submitted_messages"]), ("delivered", test["delivered_messages"]), ("dropped", test["dropped_messages"])];
        return BarChart.Create(
            $"Messages under overload: {test.Title}",
            $"Of {Count(parts[0].Count)} messages {Count(parts[1].Count)} were delivered and {Count(parts[2].Count)} dropped and counted.",
            ["messages"],
            [.. parts.Where(static p => p.Count is not null).Select(static p => (p.Name, (IReadOnlyList<double?>)[p.Count]))],
            static n => Count(n));
    }

    private static string NameOf(SavedTest test) => test.MessageBytes is { } bytes ? Figure.Size(bytes) : test.Title;

    private static string Time(double? nanoseconds) => nanoseconds is { } known ? Figure.Format("_ns", known) : "an unknown time";

    private static string Count(double? count) => count is { } known ? HumanText.Count((long)known) : "an unknown number of";
}
