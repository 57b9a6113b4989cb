using System.Text;
using Sockets.Tools.Runs;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>A report whose reader leaves, or whose disk is full, does not end the process that makes it.</summary>
public sealed class PerfReportTests
{
    [Fact]
    public async Task Who_reads_the_rows_may_leave()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs pipes that break");
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        await using RunningTool run = BuiltTool.Start(
            "perf", "run", await serve.ListeningAsync(), "--time", "1s", "--warmup", "1ms", "--interval", "100ms", "--rate", "1k/s", "--csv", "-");
        await run.ReadUntilAsync("interval,0,");
        await run.Output.DisposeAsync();

        ToolResult result = await run.ExitAsync();

        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Error}");
    }

    [Fact]
    public async Task Rows_that_have_no_space_are_exit_7()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        ToolResult result = await BuiltTool.RunAsync(
            "perf", "run", await serve.ListeningAsync(), "--time", "100ms", "--warmup", "1ms", "--csv", "/dev/full");

        Assert.Equal(7, result.ExitCode);
        Assert.Contains("no space left for /dev/full", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("loss", "udp://127.0.0.1:0", "--server")]
    public async Task A_run_makes_its_page_beside_its_figures(params string[] test)
    {
        string page = Path.Combine(Path.GetTempPath(), $"perf-{Guid.NewGuid():N}.html");
        try
        {
            await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
            ToolResult result = await BuiltTool.RunAsync(
                ["perf", .. test, await serve.ListeningAsync(), "--time", "300ms", "--warmup", "1ms", "--interval", "100ms", "--rate", "1k/s", "--json", "--report", page]);

            Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Error}");
            SavedRun told = RunFile.Parse(Encoding.UTF8.GetBytes(result.Output), "told");
            SavedRun shown = RunFile.Read(page);
            Assert.NotEmpty(Assert.Single(shown.Tests).Intervals);
            Assert.All(new RunDiff(told, shown).Changes, static change => Assert.Equal(change.Before, change.After));
            Assert.False(File.Exists(page + ".part"));
        }
        finally
        {
            File.Delete(page);
        }
    }

    [Fact]
    public async Task A_page_that_has_no_space_is_exit_7_and_the_figures_are_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        ToolResult result = await BuiltTool.RunAsync(
            "perf", "run", await serve.ListeningAsync(), "--time", "100ms", "--warmup", "1ms", "--json", "--report", "/dev/full");

        Assert.Equal(7, result.ExitCode);
        Assert.Contains("no space left for /dev/full", result.Error, StringComparison.Ordinal);
        Assert.Single(RunFile.Parse(Encoding.UTF8.GetBytes(result.Output), "told").Tests);
    }
}
