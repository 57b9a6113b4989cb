using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Tests.Perf.Reporting;

public sealed class SearchTextTests
{
    private const string Probe = "probe";
    private const string Whole = "for the whole time";

    [Fact]
    public void A_rate_that_held_is_said_to_have_held()
    {
        Assert.EndsWith("100k msg/s, 120 MB/s (2 probes, confirmed for the whole time)", Line(100_000, complete: true, Probe, Probe, Whole), StringComparison.Ordinal);
        Assert.EndsWith(
            "(1 probe, confirmed for the whole time after 2 higher rates that did not hold)", Line(100_000, complete: true, Probe, Whole, Whole, Whole), StringComparison.Ordinal);
    }

    [Fact]
    public void What_did_not_hold_is_no_rate()
    {
        Assert.EndsWith("none: 2 rates did not hold for the whole time, down to 100k msg/s (1 probe)", Line(null, complete: true, Probe, Whole, Whole), StringComparison.Ordinal);
        Assert.EndsWith("none: even the slowest lost more (2 probes)", Line(null, complete: true, Probe, Probe), StringComparison.Ordinal);
        Assert.EndsWith("not known, the search was broken off (1 probe)", Line(null, complete: false, Probe), StringComparison.Ordinal);
    }

    private static string Line(double? found, bool complete, params string[] tests) => SearchText.Line(new SearchResult
    {
        MostLoss = 0.001,
        MessageBytes = 1200,
        MessagesPerSecond = found,
        IsComplete = complete,
        Probes = [.. tests.Select(static test => new SearchProbe(100_000, 100_000, 0, test == Whole))],
    });
}
