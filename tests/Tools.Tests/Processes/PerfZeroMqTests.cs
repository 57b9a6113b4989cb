using System.Text.Json.Nodes;
using Sockets.Tools.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Tests.Processes;

/// <summary>The two sides of <c>perf</c> as processes of their own, with ZeroMQ sockets between them.</summary>
public sealed class PerfZeroMqTests
{
    [Theory]
    [InlineData("push", "throughput", "--size", "64,1000")]
    [InlineData("pull", "throughput", "--streams", "2")]
    [InlineData("pub", "throughput")]
    [InlineData("sub", "throughput", "--rate", "5k/s")]
    [InlineData("req", "pingpong", "--streams", "2")]
    [InlineData("dealer", "pingpong")]
    [InlineData("dealer", "underload", "--rate", "2k/s", "--burst", "2", "--reply-every", "2")]
    [InlineData("dealer", "throughput", "--reverse")]
    [InlineData("router", "underload", "--rate", "2k/s")]
    [InlineData("router", "throughput", "--bidir", "--rate", "5k/s")]
    [InlineData("pair", "throughput", "--bidir", "--streams", "2")]
    public async Task Both_sides_see_the_same_and_the_report_is_of_its_schema(string role, string mode, params string[] options)
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        JsonNode end = await RunAsync(serve, $"zmq:{role}@tcp://127.0.0.1:0", ["--mode", mode, .. options]);

        foreach (JsonNode? result in end["results"]!.AsArray())
        {
            Assert.True((bool)result!["is_complete"]!);
            Assert.Equal(role, (string)result["plan"]!["zeromq"]!["role"]!);
            foreach (JsonNode? direction in result["directions"]!.AsArray())
            {
                Assert.Equal((long)direction!["sent"]!["all_messages"]!, (long)direction["received"]!["all_messages"]!);
                Assert.True((long)direction["received"]!["messages"]! > 0);
                Assert.Null(direction["loss"]);
            }

            if (result["round_trip"] is { } trips)
            {
                Assert.True((long)trips["response"]!["count"]! > 0);
                Assert.Equal((long)trips["asked"]!, (long)trips["answered"]!);
            }
        }
    }

    [Fact]
    public async Task Files_are_as_good_as_ports()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs Unix sockets with names");
        string path = Path.Combine(Path.GetTempPath(), $"perf-{Guid.NewGuid():N}.sock");
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        JsonNode end = await RunAsync(serve, $"zmq:push@ipc://{path}", ["--streams", "2"]);

        Assert.Equal($"ipc://{path}.1", (string)end["results"]![0]!["near_streams"]![1]!["remote"]!);
    }

    [Theory]
    [InlineData("pub", "drop-newest", "newest")]
    [InlineData("sub", "drop-oldest", "oldest")]
    public async Task A_slow_subscriber_loses_in_the_sender_s_queue_and_nowhere_else(string role, string policy, string cause)
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        ToolResult run = await BuiltTool.RunAsync(
            "perf", "loss", $"zmq:{role}@tcp://127.0.0.1:0?hwm=10", "--server", await serve.ListeningAsync(), "--policy", policy,
            "--size", "60000", "--rate", "5k/s", "--time", "400ms", "--slow-reader", "20ms/1", "--json", "--expect", "loss<0.1%");

        Assert.Equal(5, run.ExitCode);
        JsonNode result = PerfReports.Checked(run.Output)["results"]![0]!;
        JsonNode direction = result["directions"]![0]!;
        JsonNode loss = direction["loss"]!;
        Assert.True((bool)result["is_complete"]!);
        Assert.True((long)loss["lost"]! > 0);
        Assert.Equal((long)loss["sent"]!, (long)loss["delivered"]! + (long)loss["lost"]!);
        Assert.Equal(((long)loss["lost"]!, 0L), ((long)loss["lost_at_sender"]!, (long)loss["lost_unattributed"]!));
        Assert.Equal((long)loss["lost"]!, (long)direction["sent"]!["dropped"]![cause]!);
        Assert.Empty(loss["faults"]!.AsArray());
    }

    [Fact]
    public async Task A_signal_ends_the_test_and_what_was_measured_is_printed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        await using RunningTool run = BuiltTool.Start(
            "perf", "loss", "zmq:pub@tcp://127.0.0.1:0", "--server", await serve.ListeningAsync(),
            "--time", "30m", "--interval", "100ms", "--json=lines", "--rate", "1k/s");
        await run.ReadUntilAsync("\"total_received_messages\":1");

        run.Signal(RunningTool.Interrupt);
        ToolResult result = await run.FinishAsync();

        Assert.Equal(130, result.ExitCode);
        JsonNode known = PerfReports.CheckedEnd(result.Output)["results"]![0]!;
        Assert.True((bool)known["is_complete"]!);
        Assert.Equal((long)known["directions"]![0]!["loss"]!["sent"]!, (long)known["directions"]![0]!["loss"]!["delivered"]!);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_the_server_s_to_say()
    {
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
        string server = await serve.ListeningAsync();
        string taken = server[(server.LastIndexOf(':') + 1)..];
        ToolResult run = await BuiltTool.RunAsync("perf", "run", $"zmq:push@tcp://127.0.0.1:{taken}", "--server", server, "--time", "1s");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("the server cannot: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_protect_the_sockets_and_who_has_none_is_told()
    {
        using TemporaryKeys keys = TemporaryKeys.Make();
        await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0", "--curve-key", keys.Secret);
        JsonNode end = await RunAsync(serve, "zmq:push@tcp://127.0.0.1:0", ["--curve-server-key", keys.Public]);
        Assert.True((bool)end["results"]![0]!["is_complete"]!);

        ToolResult bare = await BuiltTool.RunAsync(
            "perf", "run", "zmq:push@tcp://127.0.0.1:0", "--server", await serve.ListeningAsync(), "--time", "100ms", "--connect-timeout", "2s");
        Assert.True(bare.ExitCode is 3 or 6, $"{bare.ExitCode}: {bare.Error}");
        Assert.StartsWith("sockets: ", bare.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_names_the_sender_s_queue_and_rows_have_it_too()
    {
        string csv = Path.Combine(Path.GetTempPath(), $"perf-{Guid.NewGuid():N}.csv");
        try
        {
            await using RunningTool serve = BuiltTool.Start("perf", "serve", "tcp://127.0.0.1:0");
            ToolResult run = await BuiltTool.RunAsync(
                "perf", "loss", "zmq:pub@tcp://127.0.0.1:0", "--server", await serve.ListeningAsync(), "--rate", "1k/s",
                "--time", "300ms", "--interval", "100ms", "--csv", csv);

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("lost in: the sender's queue 0, unattributed 0", run.Output, StringComparison.Ordinal);
            string[] rows = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
            Assert.All(rows, row => Assert.Equal(rows[0].Split(',').Length, row.Split(',').Length));
            int column = Array.IndexOf(rows[0].Split(','), "lost_sender");
            Assert.Equal("0", rows[^1].Split(',')[column]);
        }
        finally
        {
            File.Delete(csv);
        }
    }

    private static async Task<JsonNode> RunAsync(RunningTool serve, string uri, string[] options)
    {
        ToolResult run = await BuiltTool.RunAsync(
            ["perf", "run", uri, "--server", await serve.ListeningAsync(), "--time", "200ms", "--warmup", "50ms", "--json", .. options]);

        Assert.True(run.ExitCode == 0, $"{run.ExitCode}: {run.Error}");
        return PerfReports.Checked(run.Output);
    }

    /// <summary>A server's keys in files.</summary>
    private sealed class TemporaryKeys : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perf-keys-");

        public string Secret => Path.Combine(_folder.FullName, "server.key");

        public string Public => Path.Combine(_folder.FullName, "server.pub");

        public static TemporaryKeys Make()
        {
            TemporaryKeys made = new();
            try
            {
                using var pair = ZmqCurveKeyPair.Generate();
                File.WriteAllText(made.Secret, pair.ExportSecretKey());
                File.WriteAllText(made.Public, pair.PublicKey.ToString());
            }
            catch (DllNotFoundException e)
            {
                made.Dispose();
                Assert.Skip(e.Message);
            }

            return made;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
