using System.Text;
using Sockets.Tools.Runs;
using Sockets.Tools.Runs.Page;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Runs;

/// <summary>What the tool prints in this build is what its pages and comparisons read: a made sample would not show that they drift apart.</summary>
public sealed class RealReportTests
{
    [Theory]
    [InlineData("--json", "run", "--mode", "throughput", "--rate", "5k/s")]
    [InlineData("--json=lines", "run", "--mode", "pingpong")]
    [InlineData("--json", "run", "--mode", "underload", "--rate", "5k/s")]
    [InlineData("--json=lines", "run", "--mode", "underload", "--rate", "5k/s")]
    public async Task A_page_of_a_run_shows_rate_and_times_of_either_side(string json, string verb, params string[] options)
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        SavedRun run = await MeasureAsync(["perf", verb, await serve.ListeningAsync(), json, .. options]);

        SavedTest test = Assert.Single(run.Tests);
        Assert.NotEmpty(test.Intervals);
        string[] times = options.Contains("throughput") ? ["one way, to the server"] : options.Contains("pingpong") ? ["round trip"] : ["round trip", "one way, to the server"];
        Assert.Equal(["Rate over time", "Percentiles", .. times.Select(static name => $"Times over the test: {name}")], PicturesOf(run));
        Assert.Contains(run.Settings, static row => row.Name == "one way clock");
        RunDiff same = new(run, run);
        Assert.NotEmpty(same.Changes);
        Assert.Empty(same.WorseThan(0));
    }

    [Theory]
    [InlineData("--json", false)]
    [InlineData("--json=lines", true)]
    public async Task A_page_of_losses_shows_each_place(string json, bool slow)
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        string[] where = slow ? ["udp://127.0.0.1:0?queue=64KiB", "--slow-reader", "20ms/10"] : ["udp://127.0.0.1:0"];
        SavedRun run = await MeasureAsync(["perf", "loss", .. where, "--server", await serve.ListeningAsync(), json, "--rate", "5k/s"]);

        SavedTest test = Assert.Single(run.Tests);
        SavedLoss loss = Assert.Single(test.Losses);
        Assert.True(loss.Sent > 0);
        Assert.Equal(slow, loss.Places.Application > 0);
        Assert.Contains("Rate over time", PicturesOf(run));
        Assert.Contains("Percentiles", PicturesOf(run));
        Assert.Contains("Times over the test: one way, to the server", PicturesOf(run));
        Assert.DoesNotContain("missing messages", RunPage.Create(run), StringComparison.Ordinal);
        Assert.Contains(slow ? " in the application queue" : "Nothing was lost.", RunPage.Create(run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_slow_subscriber_s_losses_shows_the_sender_s_queue()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        SavedRun run = await MeasureAsync(
        [
            "perf", "loss", "zmq:pub@tcp://127.0.0.1:0?hwm=10", "--server", await serve.ListeningAsync(), "--json",
            "--size", "60000", "--rate", "5k/s", "--slow-reader", "20ms/1",
        ]);

        LostPlaces places = Assert.Single(Assert.Single(run.Tests).Losses).Places;
        Assert.True(places.Sender > 0);
        Assert.Equal(places.Sender, places.Sum);
        string page = RunPage.Create(run);
        Assert.Contains(" in the sender&#39;s queue", page, StringComparison.Ordinal);
        Assert.Contains("lost: sender&#39;s queue</li>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("lost: network</li>", page, StringComparison.Ordinal);
    }

    private static async Task<SavedRun> MeasureAsync(string[] words)
    {
        // Long enough for the server to have spoken twice.
        ToolResult result = await BuiltTool.RunAsync([.. words, "--time", "700ms", "--interval", "100ms"]);
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Error}");
        SavedRun run = RunFile.Parse(Encoding.UTF8.GetBytes(result.Output), "run.json");

        // The page carries the report, so that pages can be compared, too.
        SavedRun again = RunFile.Parse(Encoding.UTF8.GetBytes(RunPage.Create(run)), "run.html");
        Assert.Equal(run.Tests.Select(static t => t.Title), again.Tests.Select(static t => t.Title));
        return run;
    }

    private static IEnumerable<string> PicturesOf(SavedRun run) =>
        RunPage.Create(run).Split("<figure>\n<h3>").Skip(1).Select(static figure => figure.Split("</h3>")[0]);
}
