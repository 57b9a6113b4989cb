using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sockets.Tools.Runs;
using Sockets.Tools.Runs.Page;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Runs;

public sealed partial class RunPageTests
{
    public static TheoryData<string> Samples => ["all", "loss"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_page_needs_nothing_else(string sample)
    {
        string page = PageOf(sample);

        Assert.DoesNotMatch(@"(src|href)\s*=|@import|url\(|<link|<img|<iframe", page);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Contains("name=\"viewport\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_picture_is_named_and_said_in_words_and_in_numbers(string sample)
    {
        XElement[] figures = [.. BodyOf(PageOf(sample)).Descendants("figure")];

        Assert.NotEmpty(figures);
        Assert.All(figures, static figure =>
        {
            XElement picture = figure.Elements().Single(static e => e.Name.LocalName == "svg");
            Assert.Equal("img", picture.Attribute("role")!.Value);
            Assert.Equal(figure.Element("h3")!.Value, picture.Attribute("aria-label")!.Value);
            Assert.NotEmpty(figure.Element("figcaption")!.Value);
            Assert.NotEmpty(figure.Descendants("td"));
        });
    }

    [Fact]
    public void A_lossy_run_shows_rate_percentiles_times_and_gaps()
    {
        string page = PageOf("loss");

        Assert.Equal(
            ["Rate over time", "Percentiles", "Times over the test: one way, to the server", "Lost in a row, to the server"],
            BodyOf(page).Descendants("figure").Select(static f => f.Element("h3")!.Value));
        Assert.Contains("Lost: 30 in the socket buffer, 3 in the network; most of it, 31, in the interval that ended at 3 s.", page, StringComparison.Ordinal);
        Assert.Contains("6 times packets were lost in a row; the longest row had 5 packets.", page, StringComparison.Ordinal);
        Assert.Contains("One way, to the server: p50 10.0 us, p90 15.0 us,", page, StringComparison.Ordinal);
    }

    /// <summary>Over connections nobody counts losses by place: then nothing is said of them.</summary>
    [Theory]
    [InlineData(true, "half of the time above 10.0k msg/s. Nothing was lost.<")]
    [InlineData(false, "half of the time above 10.0k msg/s.<")]
    public void Nothing_lost_is_said_where_somebody_counts(bool counts, string says)
    {
        JsonObject report = SampleRuns.Loss();
        foreach (JsonNode? interval in report["intervals"]!.AsArray())
        {
            interval!["up"]!["total_loss"] = counts ? new JsonObject() : null;
        }

        Assert.Contains(says, RunPage.Create(RunFile.Parse(report.Bytes(), "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_all_modes_shows_its_tests_beside_each_other()
    {
        Assert.Equal(
            [
                "TCP, messages a second", "TCP, payload a second", "ZeroMQ, messages a second", "ZeroMQ, payload a second", "Round trips",
                "Messages under overload: TCP overload, 1 KiB, drop-oldest", "Multicast, where packets went", "StatsD, cost of a call",
                "ZeroMQ, a slow subscriber beside a fast one", "Percentiles",
            ],
            BodyOf(PageOf("all")).Descendants("figure").Select(static f => f.Element("h3")!.Value));
        string page = PageOf("all");
        Assert.Contains("Paced: of 100 sent, 100 came. Stalled receiver: of 100 sent, 70 came, 30 lost in the socket.", page, StringComparison.Ordinal);
        Assert.Contains("What one call takes of its thread: counter 2.5 ns.", page, StringComparison.Ordinal);
        Assert.Contains("Of 100 messages 30 came to the slow one, 70 were dropped for it.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_of_the_report_are_no_markup()
    {
        JsonObject report = SampleRuns.All();
        report["setup"]!["host"]!["cpu"] = "</script><b>&\"'";
        report["error"] = JsonNode.Parse("""{"code":6,"message":"<i>broken"}""");
        string page = RunPage.Create(RunFile.Parse(report.Bytes(), "x"));

        Assert.DoesNotContain("<b>", page.Split(RunFile.PageBegin)[0], StringComparison.Ordinal);
        Assert.DoesNotContain("<i>broken", page.Split(RunFile.PageBegin)[0], StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;broken", page, StringComparison.Ordinal);
        Assert.Equal("</script><b>&\"'", RunFile.Parse(System.Text.Encoding.UTF8.GetBytes(page), "x").Host.Single(static h => h.Name == "cpu").Value);
        BodyOf(page);
    }

    [Fact]
    public async Task The_page_is_written_where_it_should_be_or_not_at_all()
    {
        string folder = Directory.CreateTempSubdirectory("sockets-report-").FullName;
        try
        {
            string run = Path.Combine(folder, "run.json");
            string page = Path.Combine(folder, "run.html");
            await File.WriteAllBytesAsync(run, SampleRuns.All().Bytes(), TestContext.Current.CancellationToken);

            ToolBench bench = new();
            Assert.Equal(ExitCode.Done, await bench.RunAsync("perf", "report", run, "--out", page));
            string written = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
            Assert.EndsWith("</html>\n", written, StringComparison.Ordinal);
            Assert.Empty(bench.Output.Text);
            Assert.Equal(ExitCode.Done, await bench.RunAsync("perf", "report", run));
            Assert.Equal(written, bench.Output.Text);

            await File.WriteAllTextAsync(run, "{\"results\":[", TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Usage, await bench.RunAsync("perf", "report", run, "--out", Path.Combine(folder, "none.html")));
            Assert.Contains("run.json' is cut off: it ends in line 1, byte 13", bench.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(folder, "none.html")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string PageOf(string sample) =>
        RunPage.Create(RunFile.Parse((sample == "all" ? SampleRuns.All() : SampleRuns.Loss()).Bytes(), "x"));

    /// <summary>The body is well-formed, so that every browser sees the same.</summary>
    private static XElement BodyOf(string page) => XElement.Parse(Body().Match(page).Groups["body"].Value);

    [GeneratedRegex("(?<body><main>.*</main>)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Body();
}
