using System.Text.Json;
using System.Text.Json.Nodes;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All;
using Sockets.Tools.Perf.All.Reporting;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Tests.Perf.All.Results;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Perf.All.Reporting;

/// <summary>The document that programs read: schema version 1, units in the names.</summary>
public sealed class AllJsonTests
{
    [Fact]
    public async Task Says_what_ran_and_where()
    {
        JsonElement json = await WriteAsync(Samples.Throughput);

        Assert.Equal(1, json.GetProperty("v").GetInt32());
        Assert.Equal(("all", "sockets-perf/1"), (json.GetProperty("type").GetString(), json.GetProperty("schema").GetString()));
        JsonElement setup = json.GetProperty("setup");
        Assert.Equal("perf all", setup.GetProperty("verb").GetString());
        Assert.StartsWith("sockets ", setup.GetProperty("tool").GetString(), StringComparison.Ordinal);
        Assert.Equal("finished", json.GetProperty("end").GetString());
        Assert.Equal(0, json.GetProperty("exit_code").GetInt32());
        Assert.True(json.GetProperty("duration_ns").GetInt64() > 0);
        Assert.Equal(Environment.ProcessorCount, setup.GetProperty("host").GetProperty("cores").GetInt32());
        Assert.StartsWith(".NET", setup.GetProperty("host").GetProperty("runtime").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, setup.GetProperty("processes").GetInt32());
        Assert.Equal(1_000_000_000, setup.GetProperty("time_ns").GetInt64());
        Assert.Equal(500_000_000, setup.GetProperty("warmup_ns").GetInt64());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("error").ValueKind);
    }

    [Fact]
    public async Task Throughput_has_counts_beside_the_rates()
    {
        JsonElement result = await ResultAsync(Samples.Throughput);

        Assert.Equal("throughput", result.GetProperty("test").GetString());
        Assert.Equal("tcp", result.GetProperty("transport").GetString());
        Assert.Equal(
            (64, 2_500_000, 160_000_000, 500_000_000, 3_000_001),
            (Number(result, "message_bytes"), Number(result, "messages"), Number(result, "bytes"), Number(result, "duration_ns"), Number(result, "all_messages")));
        Assert.Equal(5_000_000, result.GetProperty("messages_per_second").GetDouble());
        Assert.Equal(320_000_000, result.GetProperty("bytes_per_second").GetDouble());
        Assert.Equal(408.25, result.GetProperty("messages_per_send_call").GetDouble());
        Assert.Equal(102.5, result.GetProperty("messages_per_receive_call").GetDouble());
    }

    [Fact]
    public async Task A_round_trip_without_a_percentile_says_null()
    {
        RoundTripFigures trips = Samples.Trips(p50: 14_900);
        JsonElement full = await ResultAsync(Samples.RoundTrip);
        JsonElement few = await ResultAsync(Samples.RoundTrip with { RoundTrip = trips with { Response = trips.Response with { P99Ns = null } } });

        JsonElement response = full.GetProperty("round_trip").GetProperty("response");
        Assert.Equal(
            (50_000, 14_900, 25_600, 1_950_000),
            (Number(response, "count"), Number(response, "p50_ns"), Number(response, "p99_ns"), Number(response, "max_ns")));
        Assert.Equal(JsonValueKind.Null, full.GetProperty("skipped").ValueKind);
        Assert.Equal(JsonValueKind.Null, few.GetProperty("round_trip").GetProperty("response").GetProperty("p99_ns").ValueKind);
    }

    [Fact]
    public async Task The_slow_reader_has_what_was_held()
    {
        JsonElement result = await ResultAsync(Samples.SlowReader);

        Assert.Equal("slow_reader", result.GetProperty("test").GetString());
        Assert.Equal(
            (0, 123, 953_000_000, 128), (Number(result, "lost_messages"), Number(result, "stalls"), Number(result, "stalled_ns"), Number(result, "window_messages")));
        JsonElement held = result.GetProperty("held");
        Assert.Equal((1_032, 128), (Number(held, "max_pending_bytes"), Number(held, "max_unread_messages")));
        Assert.Equal((19, 310_000), (Number(held, "heartbeats"), Number(held, "max_heartbeat_round_trip_ns")));
        Assert.Equal((5_000_000, 100), (Number(result.GetProperty("reader"), "pause_ns"), Number(result.GetProperty("reader"), "every_messages")));
        Assert.True(result.GetProperty("is_bounded").GetBoolean());
    }

    [Fact]
    public async Task Overload_has_its_identities_with_their_terms()
    {
        JsonElement result = await ResultAsync(Samples.Overload);

        Assert.Equal("drop-oldest", result.GetProperty("policy").GetString());
        Assert.Equal(
            (100_001, 13_001, 87_000, 87_000),
            (Number(result, "submitted_messages"), Number(result, "delivered_messages"), Number(result, "dropped_messages"), Number(result, "missing_messages")));
        JsonElement identity = result.GetProperty("identities")[1];
        Assert.Equal(("submitted", 100_001), (identity.GetProperty("whole").GetProperty("name").GetString(), Number(identity.GetProperty("whole"), "count")));
        Assert.Equal(("dropped oldest", 87_000), (identity.GetProperty("parts")[1].GetProperty("name").GetString(), Number(identity.GetProperty("parts")[1], "count")));
        Assert.True(identity.GetProperty("closes").GetBoolean());
    }

    [Fact]
    public async Task Losses_are_those_of_perf_loss()
    {
        JsonElement result = await ResultAsync(Samples.Stalled);
        JsonElement loss = result.GetProperty("loss");

        Assert.Equal(("multicast", "loss"), (result.GetProperty("transport").GetString(), result.GetProperty("test").GetString()));
        Assert.Equal(
            (75_001, 50_001, 1_000, 20_000, 4_000),
            (Number(loss, "sent"), Number(loss, "delivered"), Number(loss, "lost_in_network"), Number(loss, "lost_in_socket"), Number(loss, "lost_in_application")));
    }

    [Fact]
    public async Task A_metric_has_its_cost_and_what_became_of_its_calls()
    {
        JsonElement result = await ResultAsync(Samples.Counter);

        Assert.Equal(2.5, result.GetProperty("nanoseconds_per_call").GetDouble());
        Assert.Equal(
            (600_000_000, 600_000_000, 0, 15), (Number(result, "submitted"), Number(result, "sent"), Number(result, "dropped_overflow"), Number(result, "packets_sent")));
    }

    [Fact]
    public async Task What_is_printed_is_what_the_schema_says()
    {
        MeasurementResult[] samples =
        [
            Samples.Throughput, Samples.RoundTrip, Samples.RoundTrip with { RoundTrip = null, Skipped = "no" }, Samples.SlowReader, Samples.Overload,
            Samples.Paced, Samples.Stalled, Samples.NoMulticast, Samples.Counter, Samples.Subscribers,
        ];

        foreach (MeasurementResult sample in samples)
        {
            Assert.Empty(SchemaCheck.Errors(PerfSchema.Create(), JsonNode.Parse((await WriteAsync(sample)).GetRawText())));
        }

        Assert.NotEmpty(SchemaCheck.Errors(PerfSchema.Create(), JsonNode.Parse((await WriteAsync(Samples.Counter)).GetRawText().Replace("\"calls\"", "\"Calls\"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task An_identity_that_does_not_close_is_the_error()
    {
        JsonElement json = await WriteAsync(Samples.Throughput with { Identities = [new Identity(new Term("sent", 2), new Term("received", 1))] });

        Assert.Equal(6, json.GetProperty("exit_code").GetInt32());
        Assert.Equal(6, json.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Contains("2 sent = 1 received leaves 1", json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(json.GetProperty("results")[0].GetProperty("identities")[0].GetProperty("closes").GetBoolean());
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static async Task<JsonElement> ResultAsync(MeasurementResult result) => (await WriteAsync(result)).GetProperty("results")[0];

    private static async Task<JsonElement> WriteAsync(MeasurementResult result)
    {
        ToolBench bench = new();
        AllPlan plan = new()
        {
            Time = new MeasuringTime(TimeSpan.FromSeconds(1)),
            Report = new ReportSettings { Mode = ReportMode.JsonDocument },
        };
        await new AllRun(plan, bench.Context, [new AllSection(new ThroughputText("made up"), [new FakeMeasurement(result)])]).RunAsync();
        using JsonDocument document = JsonDocument.Parse(bench.Output.Text);
        return document.RootElement.Clone();
    }
}
