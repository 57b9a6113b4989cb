using System.Text.Json.Nodes;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>How the two sides of <c>perf</c> end, each a process of its own: by a signal, with the other, or before they began.</summary>
public sealed class PerfEndingTests
{
    // SIGKILL: nobody hears it.
    private const int Die = 9;

    [Theory]
    [InlineData(RunningTool.Interrupt, 130)]
    [InlineData(RunningTool.Terminate, 143)]
    public async Task A_signal_ends_the_test_and_what_was_measured_is_printed(int signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        await using RunningTool run = BuiltTool.Start(
            "perf", "run", await serve.ListeningAsync(), "--time", "30m", "--warmup", "1ms", "--interval", "100ms", "--json=lines", "--rate", "1k/s");
        await run.ReadUntilAsync("\"type\":\"interval\"");

        run.Signal(signal);
        ToolResult result = await run.FinishAsync();

        Assert.Equal(exitCode, result.ExitCode);
        JsonNode end = PerfReports.CheckedEnd(result.Output);
        Assert.Equal("signal", (string)end["end"]!);
        Assert.True((bool)end["results"]![0]!["is_complete"]!);
        Assert.True((long)end["results"]![0]!["directions"]![0]!["received"]!["messages"]! > 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("zmq:push@tcp://127.0.0.1:0")]
    public async Task A_server_that_dies_in_the_middle_leaves_what_it_had_said(string? sockets)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        string server = await serve.ListeningAsync();
        await using RunningTool run = BuiltTool.Start(
            ["perf", "run", .. sockets is null ? (string[])[server] : [sockets, "--server", server],
                "--time", "30m", "--warmup", "1ms", "--interval", "300ms", "--json=lines", "--rate", "1k/s"]);
        await run.ReadUntilAsync("\"total_received_messages\":1");

        serve.Signal(Die);
        ToolResult result = await run.FinishAsync();

        Assert.Equal(6, result.ExitCode);
        JsonNode end = PerfReports.CheckedEnd(result.Output);
        JsonNode known = end["results"]![0]!;
        Assert.False((bool)known["is_complete"]!);
        Assert.True((long)known["directions"]![0]!["sent"]!["messages"]! > 0);
        Assert.True((long)known["last_of_far"]!["received"]! > 0);
        Assert.NotNull(end["error"]);
    }

    [Fact]
    public async Task One_off_ends_with_its_first_client()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0", "--one-off");
        await BuiltTool.RunAsync("perf", "run", await serve.ListeningAsync(), "--time", "50ms", "--warmup", "1ms", "--json");

        Assert.Equal(0, (await serve.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task A_test_that_is_longer_than_the_server_allows_is_refused_and_says_why()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0", "--max-time", "1s");
        ToolResult run = await BuiltTool.RunAsync("perf", "run", await serve.ListeningAsync(), "--time", "2s");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("the server allows tests of 1 s, warm-up included: shorten --time", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_server_is_exit_3_and_says_how_to_start_one()
    {
        ToolResult run = await BuiltTool.RunAsync("perf", "run", "tcp://127.0.0.1:1", "--time", "1s");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("cannot connect to 127.0.0.1:1: connection refused: start the other side first, as in: sockets perf serve", run.Error, StringComparison.Ordinal);
    }
}
