using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Runs;
using Sockets.Tools.Runs.Page;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>The command a newcomer types first, with less time to measure.</summary>
public sealed class PerfTests
{
    [Fact]
    public async Task Perf_all_measures_everything_and_every_identity_closes()
    {
        ToolResult result = await BuiltTool.RunAsync("perf", "all", "--time", "50ms", "--json");

        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Error}");
        Assert.Empty(result.Error);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        JsonElement[] results = [.. json.GetProperty("results").EnumerateArray()];
        Assert.Equal(json.GetProperty("planned_results").GetInt32(), results.Length);
        Assert.Equal(
            [
                "tcp throughput", "tcp throughput", "tcp throughput", "tcp round_trip", "tcp round_trip", "tcp round_trip", "tcp slow_reader", "tcp overload",
                "multicast loss", "multicast loss", "multicast loss", "statsd metric", "statsd metric", "statsd metric",
                "zeromq throughput", "zeromq throughput", "zeromq throughput", "zeromq throughput", "zeromq round_trip", "zeromq slow_subscriber",
            ],
            results.Select(static r => $"{r.GetProperty("transport")} {r.GetProperty("test")}"));
        Assert.Empty(SchemaCheck.Errors(PerfSchema.Create(), JsonNode.Parse(result.Output)));
        SavedRun saved = RunFile.Parse(Encoding.UTF8.GetBytes(result.Output), "x");
        Assert.Equal(results.Length, saved.Tests.DistinctBy(static t => t.Title).Count());
        Assert.All(new RunDiff(saved, saved).Changes, static c => Assert.Equal(0, c.Growth));
        Assert.Contains("ZeroMQ, a slow subscriber beside a fast one", RunPage.Create(saved), StringComparison.Ordinal);
        foreach (JsonElement identity in results.SelectMany(static r => r.GetProperty("identities").EnumerateArray()))
        {
            Assert.True(identity.GetProperty("closes").GetBoolean(), identity.ToString());
            Assert.Equal(
                identity.GetProperty("whole").GetProperty("count").GetInt64(),
                identity.GetProperty("parts").EnumerateArray().Sum(static p => p.GetProperty("count").GetInt64()));
        }
    }

    [Fact]
    public async Task Perf_all_prints_its_tables_on_standard_output_and_progress_on_standard_error()
    {
        ToolResult result = await BuiltTool.RunAsync("perf", "all", "--time=20ms");

        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Error}");
        Assert.Equal(
            ["TCP throughput", "TCP round trip", "TCP slow reader", "TCP overload", "Multicast", "StatsD", "ZeroMQ throughput", "ZeroMQ round trip", "ZeroMQ slow subscriber"],
            result.Output.Split("\n\n")[1..].Select(static part => part.Split(':')[0]));
        string[] progress = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(20, progress.Length);
        Assert.All(progress, static line => Assert.StartsWith("measuring ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RunningTool.Interrupt, 130)]
    [InlineData(RunningTool.Terminate, 143)]
    public async Task The_first_signal_ends_it_with_what_was_measured_so_far(int signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using RunningTool perf = BuiltTool.Start("perf", "all", "--time", "1s");
        await perf.ReadUntilAsync("  64 B ");

        perf.Signal(signal);
        ToolResult result = await perf.FinishAsync();

        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("TCP overload", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("WRONG", result.Output, StringComparison.Ordinal);
        Assert.Contains("of 20 measurements were made\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("perf", "sockets: perf needs to be told what: as in: sockets perf all\n")]
    [InlineData("perf al", "sockets: unknown verb 'al', did you mean 'all'? see sockets perf --help\n")]
    [InlineData("perf all tcp://:1", "sockets: 'tcp://:1' is one argument too many: see sockets perf all --help\n")]
    [InlineData("perf all --tim 1s", "sockets: unknown option '--tim', did you mean '--time'? see sockets perf all --help\n")]
    [InlineData("perf all --time 1", "sockets: --time: '1' has no unit: write 1ms, 1s or 1m\n")]
    [InlineData("perf all --time 1ms", "sockets: --time is for each of the measurements: give it from 10ms to 10m\n")]
    [InlineData("perf all --report -", "sockets: --report names a file: standard output is for the figures: --report run.html, say\n")]
    [InlineData("perf all --json=lines", "sockets: --json: 'lines' is unknown: allowed are document\n")]
    public async Task A_command_line_that_cannot_be_used_is_exit_2(string line, string error)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Usage, await bench.RunAsync(line.Split(' ')));
        Assert.Equal(error, bench.Error);
    }
}
