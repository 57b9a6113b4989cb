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
}
