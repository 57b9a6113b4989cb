using System.Globalization;
using Sockets.Tools.Output;

namespace Sockets.Tools.Runs.Page;

/// <summary>What the tests of one run are beside each other: the pictures of <c>perf all</c>.</summary>
internal static class OverviewCharts
{
    // Where a packet can end, as reports name it.
    private static readonly (string Path, string Name)[] s_places =
    [
        ("loss.delivered", "came"), ("loss.lost_in_network", "lost in the network"), ("loss.lost_in_socket", "lost in the socket"),
        ("loss.lost_in_application", "dropped by the queue"), ("loss.lost_unattributed", "lost somewhere"),
    ];

    public static IEnumerable<Chart> Of(SavedRun run)
    {
        foreach (IGrouping<string, SavedTest> tests in Having(run, "throughput", "messages_per_second").GroupBy(static t => t.Transport))
        {
            yield return Throughput("messages a second", tests, "messages_per_second", HumanText.MessageRate);
            yield return Throughput("payload a second", tests, "bytes_per_second", HumanText.ByteRate);
        }

        SavedTest[] trips = Having(run, "round_trip", "round_trip.response.max_ns");
        if (trips.Length > 0)
        {
            yield return RoundTrips(trips);
        }

        foreach (SavedTest overload in run.Tests.Where(static t => t["submitted_messages"] is not null))
        {
            yield return Overload(overload);
        }

        SavedTest[] losses = Having(run, "loss", "loss.sent");
        if (losses.Length > 0)
        {
            yield return Losses(losses);
        }

        SavedTest[] metrics = Having(run, "metric", "nanoseconds_per_call");
        if (metrics.Length > 0)
        {
            yield return Costs(metrics);
        }

        foreach (SavedTest subscribers in run.Tests.Where(static t => t["slow.matched_messages"] is not null))
        {
            yield return Subscribers(subscribers);
        }
    }

    // Tests of perf run have a plan, and pages of their own.
    private static SavedTest[] Having(SavedRun run, string kind, string figure) =>
        [.. run.Tests.Where(t => t.Transport.Length > 0 && t.Kind == kind && t[figure] is not null)];

    private static Chart Throughput(string what, IGrouping<string, SavedTest> tests, string figure, Func<double, string> format) => BarChart.Create(
        $"{tests.Key}, {what}",
        $"By length of the message: {string.Join(", ", tests.Select(t => $"{t.ShortName} {format(t[figure] ?? 0)}"))}.",
        [what],
        [.. tests.Select(t => (t.ShortName, (IReadOnlyList<double?>)[t[figure]]))],
        format);

    private static Chart RoundTrips(SavedTest[] tests) => BarChart.Create(
        "Round trips",
        $"Half took no longer than {string.Join(", ", tests.Select(static t => $"{Time(t["round_trip.response.p50_ns"])} with {RoundTripName(t)}"))}.",
        ["p50", "p99"],
        [.. tests.Select(static t => (RoundTripName(t), (IReadOnlyList<double?>)[t["round_trip.response.p50_ns"], t["round_trip.response.p99_ns"]]))],
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

    private static Chart Losses(SavedTest[] tests)
    {
        // A place where nothing was lost needs no bar; that packets came is said always.
        (string Path, string Name)[] places = [.. s_places.Where(p => p == s_places[0] || tests.Any(t => t[p.Path] > 0))];
        return BarChart.Create(
            "Multicast, where packets went",
            string.Join(' ', tests.Select(t => $"{Capital(t.ShortName)}: of {Count(t["loss.sent"])} sent, "
                + string.Join(", ", places.Where(p => p == s_places[0] || t[p.Path] > 0).Select(p => $"{Count(t[p.Path])} {p.Name}")) + ".")),
            [.. places.Select(static p => p.Name)],
            [.. tests.Select(t => (t.ShortName, (IReadOnlyList<double?>)[.. places.Select(p => t[p.Path])]))],
            static n => Count(n));
    }

    private static Chart Costs(SavedTest[] tests) => BarChart.Create(
        "StatsD, cost of a call",
        $"What one call takes of its thread: {string.Join(", ", tests.Select(static t => $"{t.ShortName} {Nanoseconds(t["nanoseconds_per_call"] ?? 0)}"))}.",
        ["nanoseconds"],
        [.. tests.Select(static t => (t.ShortName, (IReadOnlyList<double?>)[t["nanoseconds_per_call"]]))],
        Nanoseconds);

    private static Chart Subscribers(SavedTest test)
    {
        string[] names = ["fast", "slow"];
        return BarChart.Create(
            "ZeroMQ, a slow subscriber beside a fast one",
            string.Join(' ', names.Select(name => $"Of {Count(test[$"{name}.matched_messages"])} messages {Count(test[$"{name}.delivered_messages"])} "
                + $"came to the {name} one, {Count(test[$"{name}.dropped_messages"])} were dropped for it.")),
            ["delivered", "dropped"],
            [.. names.Select(name => (name, (IReadOnlyList<double?>)[test[$"{name}.delivered_messages"], test[$"{name}.dropped_messages"]]))],
            static n => Count(n));
    }

    private static string RoundTripName(SavedTest test) => test.Driver is { } driver ? $"{test.Transport} {driver}" : test.Transport;

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Time(double? nanoseconds) => nanoseconds is { } known ? Figure.Format("_ns", known) : "an unknown time";

    private static string Nanoseconds(double nanoseconds) => nanoseconds.ToString("F1", CultureInfo.InvariantCulture) + " ns";

    private static string Count(double? count) => count is { } known ? HumanText.Count((long)known) : "an unknown number of";
}
