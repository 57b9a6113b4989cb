using System.Text.Json.Nodes;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>What is reported is of the whole test, of what came, and of nobody else's messages.</summary>
public sealed class PerfFiguresTests
{
    [Fact]
    public async Task Who_only_listens_counts_the_bytes_that_come()
    {
        string group = $"udp://239.253.{Environment.ProcessId % 250}.{Environment.ProcessId / 250 % 250}:15998?iface=lo";
        await using RunningTool listen = BuiltTool.Start("perf", "loss", group, "--interval", "100ms", "--json=lines");
        await listen.ReadUntilAsync("\"type\":\"interval\"");
        ToolResult send = await BuiltTool.RunAsync("send", group, "--count", "100", "--size", "64");
        Assert.True(send.ExitCode == 0, send.Error);

        ToolResult result = await listen.FinishAsync();

        Assert.True(result.ExitCode == 0, result.Error);
        JsonNode[] intervals = [.. result.Output.Split('\n').Where(static line => line.Contains("\"type\":\"interval\"", StringComparison.Ordinal)).Select(PerfReports.Checked)];
        Assert.All(intervals, static interval => Assert.Null(interval["message_bytes"]));
        Assert.Equal(100, intervals.Sum(static interval => (long)interval["down"]!["received_messages"]!));
        Assert.Equal(6_400, intervals.Sum(static interval => (long)interval["down"]!["received_bytes"]!));
    }

    [Theory]
    [InlineData("run", "")]
    [InlineData("loss", "udp://127.0.0.1:0")]
    public async Task Intervals_cover_the_whole_test(string verb, string data)
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        string server = await serve.ListeningAsync();
        string[] where = verb == "run" ? [server] : [data, "--server", server];
        ToolResult run = await BuiltTool.RunAsync(
            ["perf", verb, .. where, "--time", "350ms", "--warmup", "1ms", "--interval", "200ms", "--rate", "2k/s", "--bidir", "--json"]);

        Assert.True(run.ExitCode == 0, $"{run.ExitCode}: {run.Error}");
        JsonNode end = PerfReports.Checked(run.Output);
        foreach (JsonNode? direction in end["results"]![0]!["directions"]!.AsArray())
        {
            string name = (string)direction!["direction"]!;
            Assert.Equal((long)direction["sent"]!["all_messages"]!, Sum(name, "sent_messages"));
            Assert.Equal((long)direction["received"]!["all_messages"]!, Sum(name, "received_messages"));
        }

        long Sum(string direction, string count) => end["intervals"]!.AsArray().Sum(interval => (long)interval![direction]![count]!);
    }

    [Fact]
    public async Task Somebody_else_in_the_group_is_named_and_is_no_bug()
    {
        string group = $"udp://239.252.{Environment.ProcessId % 250}.{Environment.ProcessId / 250 % 250}:15997?iface=lo";
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        await using RunningTool other = BuiltTool.Start("send", group, "--rate", "1k/s", "--count", "1M", "--size", "64");
        await Eventually.TrueAsync(() => other.Error.Length > 0);
        ToolResult run = await BuiltTool.RunAsync("perf", "loss", group, "--server", await serve.ListeningAsync(), "--rate", "1k/s", "--time", "500ms", "--json");

        Assert.Equal(6, run.ExitCode);
        Assert.Contains("somebody else sends to this group", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", run.Error, StringComparison.Ordinal);
        Assert.False((bool)PerfReports.Checked(run.Output)["results"]![0]!["is_complete"]!);
    }

    [Fact]
    public async Task A_server_takes_what_a_client_has_to_say_whatever_messages_are_measured()
    {
        ToolResult result = await BuiltTool.RunAsync("perf", "serve", "tcp://127.0.0.1:0?maxmessage=65535");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("65535 bytes are too few for what a client has to say: at least 65536", result.Error, StringComparison.Ordinal);
    }
}
