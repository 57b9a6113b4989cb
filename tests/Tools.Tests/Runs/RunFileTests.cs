using System.Text;
using Sockets.Tools.Runs;
using Sockets.Tools.Runs.Page;

namespace Sockets.Tools.Tests.Runs;

public sealed class RunFileTests
{
    [Fact]
    public void A_document_of_perf_all_is_read()
    {
        SavedRun run = RunFile.Parse(SampleRuns.All().Bytes(), "run.json");

        Assert.Equal("perf all", run.Title);
        Assert.Equal(
            [
                "TCP throughput, 64 B, async", "TCP round trip, 64 B, thread", "TCP overload, 1 KiB, drop-oldest",
                "Multicast loss, 256 B, paced, drop-oldest", "Multicast loss, 256 B, stalled receiver, drop-oldest", "StatsD metric, counter",
                "ZeroMQ throughput, 64 B, push-pull", "ZeroMQ slow subscriber, 1 KiB, drop-newest",
            ],
            run.Tests.Select(static t => t.Title));
        Assert.Equal(60_000, run.Tests[1]["round_trip.response.p99_ns"]);
        Assert.Equal(30, run.Tests[4].Losses.Single().Places.Socket);
        Assert.Contains(("cpu", "A"), run.Host);
    }

    [Fact]
    public void A_document_of_a_run_is_read_with_its_intervals_and_histograms()
    {
        SavedTest test = RunFile.Parse(SampleRuns.Loss().Bytes(), "run.json").Tests.Single();

        Assert.Equal("loss to the server, 1200 B, at 10.0k msg/s", test.Title);
        Assert.Equal(9990, test["up.messages_per_second"]);
        Assert.Equal([10_000.0 - 1, 10_000 - 2, 10_000 - 3, 10_000 - 4], test.Intervals.Select(static i => i.Rate));
        Assert.Equal(new LostPlaces(30, 0, 3, 0, 0), test.Intervals[^1].LostSoFar);
        Assert.Equal([true, false, false, false], test.Intervals.Select(static i => i.IsWarmUp));
        Assert.Equal(20_000, test.Times.Single().Times.Count);
        Assert.Equal(5, test.Losses.Single().LongestBurst);
    }

    [Fact]
    public void Lines_and_pages_are_read_as_the_document_is()
    {
        SavedTest expected = RunFile.Parse(SampleRuns.Loss().Bytes(), "run.json").Tests.Single();
        SavedRun lines = RunFile.Parse(SampleRuns.Lines(), "run.jsonl");
        SavedRun page = RunFile.Parse(Encoding.UTF8.GetBytes(RunPage.Create(lines)), "run.html");

        foreach (SavedTest test in (SavedTest[])[lines.Tests.Single(), page.Tests.Single()])
        {
            Assert.Equal(expected.Figures, test.Figures);
            Assert.Equal(expected.Intervals.Select(static i => (i.End, i.Rate, i.LostSoFar)), test.Intervals.Select(static i => (i.End, i.Rate, i.LostSoFar)));
        }
    }

    /// <summary>Cut off anywhere, it is an error that says so, and never half a report.</summary>
    [Fact]
    public void What_is_cut_off_is_said_with_its_place()
    {
        byte[] whole = Encoding.UTF8.GetBytes(SampleRuns.All().ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }).ReplaceLineEndings("\n"));
        for (int length = 1; length < whole.Length; length++)
        {
            ToolException error = Assert.Throws<ToolException>(() => RunFile.Parse(whole[..length], "run.json"));
            Assert.Equal(ExitCode.Usage, error.Code);
            Assert.Matches(@"^'run\.json' is cut off: it ends in line [0-9]+, byte [0-9]+, ", error.Message);
        }
    }

    [Theory]
    [InlineData("", "'x' is empty")]
    [InlineData("hello", "'x' is no JSON in line 1, byte 1")]
    [InlineData("{\"a\":1}\n{\"b\":}", "'x' is no JSON in line 2, byte 6")]
    [InlineData("{\"type\":\"end\",\"messages\":3}", "'x' is no report of sockets perf")]
    [InlineData("[1,2]", "'x' is no report of sockets perf")]
    [InlineData("{\"type\":\"start\"}\n{\"type\":\"interval\"}", "'x' has no end")]
    [InlineData("<html></html>", "'x' is a page without a report in it")]
    public void What_is_no_report_is_said(string text, string says)
    {
        ToolException error = Assert.Throws<ToolException>(() => RunFile.Parse(Encoding.UTF8.GetBytes(text), "x"));

        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.StartsWith(says, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Reports of versions to come, and of ones before: what is not there, or of another kind, is left out.</summary>
    [Theory]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":[{}]}""")]
    [InlineData("""{"results":[3,null,"x",{"plan":4,"directions":{"up":1}},{"directions":[7,{"loss":[]}]}],"host":[],"setup":"x","intervals":[1,{"up":3}]}""")]
    [InlineData("""{"results":[{"round_trip":{"response":{"max_ns":5,"cells":[[1],["a",2],[1,2,3],7]}}}],"intervals":[{"test":0,"times":{"max_ns":"x"}}]}""")]
    public void What_is_of_another_kind_is_left_out(string text)
    {
        SavedRun run = RunFile.Parse(Encoding.UTF8.GetBytes(text), "x");

        Assert.Contains("</html>", RunPage.Create(run), StringComparison.Ordinal);
        Assert.Empty(new RunDiff(run, run).Changes);
    }

    [Fact]
    public void A_percentile_needs_ten_beyond()
    {
        SavedTimes times = new(1000, 9, [(1, 500), (2, 490), (9, 10)]);

        Assert.Equal(1, times.At(0.5));
        Assert.Equal(2, times.At(0.99));
        Assert.Null(times.At(0.991));
    }
}
