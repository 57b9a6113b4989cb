using System.Text.Json;
using System.Text.Json.Nodes;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>The two sides of <c>perf</c> as processes of their own.</summary>
public sealed class PerfServeTests
{
    [Theory]
    [InlineData("throughput", "--size", "64,1000")]
    [InlineData("throughput", "--bidir", "--rate", "5k/s", "--streams", "2")]
    [InlineData("throughput", "--reverse")]
    [InlineData("pingpong", "--streams", "2")]
    [InlineData("underload", "--rate", "2k/s", "--burst", "2", "--reply-every", "2")]
    public async Task Both_sides_see_the_same_and_the_report_is_of_its_schema(string mode, params string[] options)
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        string server = await serve.ListeningAsync();
        ToolResult run = await BuiltTool.RunAsync(
            ["perf", "run", server, "--mode", mode, "--time", "200ms", "--warmup", "50ms", "--json", .. options]);

        Assert.True(run.ExitCode == 0, $"{run.ExitCode}: {run.Error}");
        JsonNode end = PerfReports.Checked(run.Output);
        foreach (JsonNode? result in end["results"]!.AsArray())
        {
            Assert.True((bool)result!["is_complete"]!);
            foreach (JsonNode? direction in result["directions"]!.AsArray())
            {
                Assert.Equal((long)direction!["sent"]!["all_messages"]!, (long)direction["received"]!["all_messages"]!);
                Assert.True((long)direction["received"]!["messages"]! > 0);
                Assert.Equal(0, (long)direction["received"]!["missing_messages"]! + (long)direction["received"]!["misplaced_messages"]!);
            }

            if (result["round_trip"] is { } trips)
            {
                Assert.True((long)trips["response"]!["count"]! > 0);
                Assert.Equal((long)trips["asked"]!, (long)trips["answered"]!);
                Assert.Equal((long)trips["scored_asked"]!, (long)trips["response"]!["count"]!);
            }
        }
    }

    [Fact]
    public async Task A_Unix_socket_is_as_good_as_a_port()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs Unix sockets with names");
        string path = Path.Combine(Path.GetTempPath(), $"perf-{Guid.NewGuid():N}.sock");
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "unix://" + path);
        ToolResult run = await BuiltTool.RunAsync(
            "perf", "run", await serve.ListeningAsync(), "--mode", "pingpong", "--time", "100ms", "--warmup", "10ms", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True((long)PerfReports.Checked(run.Output)["results"]![0]!["round_trip"]!["answered"]! > 0);
    }

    [Fact]
    public async Task Lines_are_each_of_the_schema()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        ToolResult run = await BuiltTool.RunAsync(
            "perf", "run", await serve.ListeningAsync(), "--time", "350ms", "--warmup", "1ms", "--interval", "100ms", "--json=lines", "--rate", "1k/s");

        Assert.True(run.ExitCode == 0, $"{run.ExitCode}: {run.Error}");
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] types = [.. lines.Select(static line => (string)PerfReports.Checked(line)["type"]!)];
        Assert.Equal("start", types[0]);
        Assert.Contains("interval", types);
        Assert.Equal(["result", "end"], types[^2..]);
    }

    [Theory]
    [InlineData("run", "tcp://127.0.0.1:0", "up")]
    [InlineData("run", "tcp://127.0.0.1:0", "up", "down", "--bidir", "--streams", "2")]
    [InlineData("run", "tcp://127.0.0.1:0", "down", "--reverse")]
    [InlineData("loss", "udp://127.0.0.1:0", "up")]
    [InlineData("loss", "zmq:pub@tcp://127.0.0.1:0", "up")]
    public async Task Every_one_way_time_is_in_one_interval_whichever_side_took_it(string verb, string where, params string[] rest)
    {
        string[] ways = [.. rest.TakeWhile(static word => !word.StartsWith('-'))];
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        string server = await serve.ListeningAsync();
        string[] to = verb == "run" ? [server] : [where, "--server", server];
        ToolResult run = await BuiltTool.RunAsync(
            ["perf", verb, .. to, "--rate", "2k/s", "--time", "600ms", "--interval", "200ms", "--json", .. rest[ways.Length..]]);

        Assert.True(run.ExitCode == 0, $"{run.ExitCode}: {run.Error}");
        JsonNode end = PerfReports.Checked(run.Output);
        JsonArray directions = end["results"]![0]!["directions"]!.AsArray();
        Assert.Equal(ways, directions.Select(static d => (string)d!["direction"]!));
        foreach (JsonNode? direction in directions)
        {
            JsonNode all = direction!["received"]!["one_way"]!;
            JsonNode[] told = [.. end["intervals"]!.AsArray().Select(interval => interval![(string)direction["direction"]!]!["one_way"]).OfType<JsonNode>()];
            Assert.True((long)all["count"]! > 0);
            Assert.Equal((long)all["count"]!, told.Sum(static times => (long)times["count"]!));

            // They stand at the beginning of their cell, a thousandth wide.
            long longest = told.Max(static times => (long?)times["max_ns"]) ?? 0;
            Assert.InRange(longest, (long)all["max_ns"]! * 0.999, (long)all["max_ns"]!);
        }
    }

    [Fact]
    public async Task Loss_is_reported_by_place_and_every_packet_is_accounted_for()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        ToolResult run = await BuiltTool.RunAsync(
            "perf", "loss", "udp://127.0.0.1:0", "--server", await serve.ListeningAsync(), "--rate", "2k/s", "--time", "300ms", "--bidir", "--json");

        Assert.True(run.ExitCode == 0, $"{run.ExitCode}: {run.Error}");
        JsonArray directions = PerfReports.Checked(run.Output)["results"]![0]!["directions"]!.AsArray();
        Assert.Equal(2, directions.Count);
        foreach (JsonNode? direction in directions)
        {
            JsonNode loss = direction!["loss"]!;
            Assert.Equal(Of("sent"), Of("delivered") + Of("lost"));
            Assert.Equal(Of("lost"), Of("lost_in_socket") + Of("lost_in_application") + Of("lost_in_network") + Of("lost_unattributed"));
            Assert.Empty(loss["faults"]!.AsArray());

            // Hundreds of packets that took times of their own.
            Assert.InRange(Of("mean_jitter_ns"), 1, Of("max_jitter_ns"));

            long Of(string name) => (long)loss[name]!;
        }
    }

    [Fact]
    public async Task A_slow_reader_loses_in_the_application_and_nowhere_else()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        ToolResult run = await BuiltTool.RunAsync(
            "perf", "loss", "udp://127.0.0.1:0?queue=64KiB", "--server", await serve.ListeningAsync(),
            "--rate", "10k/s", "--time", "300ms", "--slow-reader", "20ms/10", "--json", "--expect", "loss<0.1%");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("expectation not met: loss<0.1%", run.Error, StringComparison.Ordinal);
        JsonNode loss = PerfReports.Checked(run.Output)["results"]![0]!["directions"]![0]!["loss"]!;
        Assert.True((long)loss["lost_in_application"]! > 0);
        Assert.Equal((long)loss["lost"]!, (long)loss["lost_in_application"]! + (long)loss["lost_in_socket"]!);
    }

    [Fact]
    public async Task Several_clients_are_served_at_once()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        string server = await serve.ListeningAsync();
        ToolResult[] runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            _ => BuiltTool.RunAsync("perf", "run", server, "--rate", "1k/s", "--time", "500ms", "--json")));

        Assert.All(runs, static run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.All(runs, static run => Assert.True((bool)PerfReports.Checked(run.Output)["results"]![0]!["is_complete"]!));
    }

    [Fact]
    public async Task Tables_go_to_standard_output_intervals_to_standard_error_and_rows_to_a_file()
    {
        string csv = Path.Combine(Path.GetTempPath(), $"perf-{Guid.NewGuid():N}.csv");
        try
        {
            await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
            ToolResult run = await BuiltTool.RunAsync(
                "perf", "run", await serve.ListeningAsync(), "--time", "300ms", "--warmup", "1ms", "--interval", "100ms", "--rate", "1k/s", "--csv", csv);

            Assert.True(run.ExitCode == 0, run.Error);
            string text = run.Output;
            Assert.Contains("throughput 1 KiB at 1.00k msg/s, 1 stream\n", text, StringComparison.Ordinal);
            Assert.Contains("one-way from the time due", text, StringComparison.Ordinal);
            Assert.Contains(" msg/s", run.Error, StringComparison.Ordinal);
            string[] rows = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
            Assert.All(rows, row => Assert.Equal(rows[0].Split(',').Length, row.Split(',').Length));
            Assert.StartsWith("result,0,up,1024,", rows[^1], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(csv);
        }
    }

    [Fact]
    public async Task The_export_has_the_names_that_programs_know_from_iperf3()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        ToolResult run = await BuiltTool.RunAsync(
            "perf", "loss", "udp://127.0.0.1:0", "--server", await serve.ListeningAsync(), "--rate", "1k/s", "--time", "200ms", "--json=iperf3");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        JsonElement sum = root.GetProperty("end").GetProperty("sum");
        Assert.True(sum.GetProperty("packets").GetInt64() > 0);
        Assert.Equal(0, sum.GetProperty("lost_percent").GetDouble());
        Assert.True(sum.GetProperty("bits_per_second").GetDouble() > 0);

        JsonElement stream = root.GetProperty("end").GetProperty("streams")[0].GetProperty("udp");
        Assert.Equal(sum.GetProperty("packets").GetInt64(), stream.GetProperty("packets").GetInt64());
        Assert.Equal(sum.GetProperty("bytes").GetInt64(), stream.GetProperty("bytes").GetInt64());
        JsonElement connected = root.GetProperty("start").GetProperty("connected")[0];
        Assert.Equal("127.0.0.1", connected.GetProperty("remote_host").GetString());
        Assert.True(connected.GetProperty("remote_port").GetInt32() > 0);
    }

    [Fact]
    public async Task The_highest_rate_is_searched_and_every_probe_reported()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        ToolResult run = await BuiltTool.RunAsync(
            "perf", "loss", "udp://127.0.0.1:0", "--server", await serve.ListeningAsync(), "--find-max", "100%", "--time", "50ms", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode end = PerfReports.Checked(run.Output);
        JsonNode[] probes = [.. end["search"]!["probes"]!.AsArray().OfType<JsonNode>()];
        Assert.Equal([false, true], probes.Select(static probe => (bool)probe["is_confirmation"]!));
        Assert.All(probes, static probe => Assert.Null(probe["asked_messages_per_second"]));
        Assert.Equal((double)probes[1]["sent_messages_per_second"]!, (double)end["search"]!["messages_per_second"]!);
        Assert.Equal([12_500_000, 50_000_000], end["results"]!.AsArray().Select(static result => (long)result!["plan"]!["time_ns"]!));
    }

    [Fact]
    public async Task A_rate_that_the_machine_does_not_reach_is_compared_with_the_target_and_is_no_loss()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        ToolResult run = await BuiltTool.RunAsync(
            "perf", "run", await serve.ListeningAsync(), "--rate", "100M/s", "--size", "4KiB", "--time", "200ms", "--warmup", "1ms", "--json", "--expect", "rate>=90%");

        Assert.True(run.ExitCode == 5, $"{run.ExitCode}: {run.Error}");
        JsonNode direction = PerfReports.Checked(run.Output)["results"]![0]!["directions"]![0]!;
        Assert.InRange((double)direction["target_ratio"]!, 0, 0.9);
        Assert.True((long)direction["sent"]!["unsent_messages"]! > 0);
        Assert.Equal(0, (long)direction["received"]!["missing_messages"]!);
        Assert.Null(direction["loss"]);
    }

    [Fact]
    public async Task Who_only_listens_finds_what_others_send()
    {
        string group = $"udp://239.254.{Environment.ProcessId % 250}.{Environment.ProcessId / 250 % 250}:15999?iface=lo";
        await using RunningTool listen = BuiltTool.Start("perf", "loss", group, "--interval", "100ms", "--json=lines");
        await listen.ReadUntilAsync("\"type\":\"interval\"");
        ToolResult send = await BuiltTool.RunAsync("send", group, "--count", "100");
        Assert.True(send.ExitCode == 0, send.Error);

        ToolResult result = await listen.FinishAsync();

        Assert.True(result.ExitCode == 0, result.Error);
        JsonNode loss = PerfReports.CheckedEnd(result.Output)["results"]![0]!["directions"]![0]!["loss"]!;
        Assert.Equal((100, 100, 0), ((long)loss["sent"]!, (long)loss["delivered"]!, (long)loss["lost"]!));
    }
}
