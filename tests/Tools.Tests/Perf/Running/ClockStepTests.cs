using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Tests.Perf.Control;
using Sockets.Tools.Tests.Perf.Ends;
using Sockets.Tools.Tests.Support;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Tests.Perf.Running;

/// <summary>Somebody sets the wall clock of a host in the middle of a run.</summary>
public sealed class ClockStepTests
{
    private const string Lines = "--json=lines";
    private const string Said = "the wall clock of this host was set by ";

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_close = TimeSpan.FromSeconds(1);

    private readonly SetTime _time = new();
    private readonly ToolBench _bench;

    public ClockStepTests() => _bench = new ToolBench { Time = _time };

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_run_over_datagrams_tells_it_and_no_time_that_it_spoilt(int hours)
    {
        await using RunningServe serve = await RunningServe.StartAsync(_time);
        JsonNode[] lines = await RunAsync(hours * s_hour, "loss", "udp://127.0.0.1:0", "--server", Uri(serve), "--bidir", Lines);

        JsonNode end = lines[^1];
        string[] notices = [.. end["notices"]!.AsArray().Select(static notice => (string)notice!)];
        Assert.Equal(["", "at the server: "], notices.Select(static notice => notice.Split(Said)[0]).Order());
        Assert.All(notices, notice => Assert.InRange(StepIn(notice), (hours * s_hour) - s_close, (hours * s_hour) + s_close));
        foreach (JsonNode? direction in end["results"]![0]!["directions"]!.AsArray())
        {
            Assert.Null(direction!["received"]!["one_way"]);
            Assert.Null(direction["loss"]!["delay_variation"]);
            Assert.Null(direction["loss"]!["jitter_ns"]);
            Assert.Null(direction["loss"]!["mean_jitter_ns"]);
            Assert.Null(direction["loss"]!["max_jitter_ns"]);
            Assert.Equal((long)direction["loss"]!["sent"]!, (long)direction["loss"]!["delivered"]! + (long)direction["loss"]!["lost"]!);
            Assert.InRange((double)direction["messages_per_second"]!, 100, 10_000);
        }

        // Before the step there were times; those behind it are no times.
        JsonNode[] intervals = [.. lines.Where(static line => (string)line["type"]! == "interval")];
        foreach (string way in (string[])["up", "down"])
        {
            JsonNode?[] times = [.. intervals.Select(interval => interval[way]!["one_way"])];
            Assert.Contains(times, static one => one is not null && (long)one["count"]! > 0);
            Assert.Null(times[^1]);
            Assert.All(times.OfType<JsonNode>(), static one => Assert.InRange((long?)one["max_ns"] ?? 0, 0, 60_000_000_000));
        }
    }

    [Fact]
    public async Task In_words_it_is_a_warning()
    {
        await using RunningServe serve = await RunningServe.StartAsync(_time);
        await RunAsync(s_hour, "loss", "udp://127.0.0.1:0", "--server", Uri(serve));

        Assert.Contains($"note: {Said}", _bench.Error, StringComparison.Ordinal);
        Assert.Contains($"note: at the server: {Said}", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("jitter unknown: a clock was set meanwhile", _bench.Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("one-way", _bench.Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("above the shortest delay", _bench.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_only_the_sender_s_is_set_one_way_times_stay()
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        JsonNode[] lines = await RunAsync(s_hour, "loss", "udp://127.0.0.1:0", "--server", Uri(serve), Lines);

        JsonNode direction = lines[^1]["results"]![0]!["directions"]![0]!;
        Assert.Single(lines[^1]["notices"]!.AsArray());
        Assert.Equal((long)direction["received"]!["messages"]!, (long)direction["received"]!["one_way"]!["count"]!);
        Assert.InRange((long)direction["received"]!["one_way"]!["max_ns"]!, 0, 60_000_000_000);
        Assert.Null(direction["loss"]!["jitter_ns"]);
    }

    [Fact]
    public async Task Round_trips_and_sessions_do_not_notice()
    {
        await using RunningServe serve = await RunningServe.StartAsync(_time);
        JsonNode[] lines = await RunAsync(s_hour, "run", Uri(serve), "--mode", "underload", Lines);

        JsonNode result = lines[^1]["results"]![0]!;
        Assert.Empty(lines[^1]["notices"]!.AsArray());
        foreach (JsonNode times in (JsonNode[])[result["round_trip"]!["response"]!, result["directions"]![0]!["received"]!["one_way"]!])
        {
            Assert.True((long)times["count"]! > 0);
            Assert.InRange((long)times["min_ns"]!, 0, 60_000_000_000);
            Assert.InRange((long)times["max_ns"]!, 0, 60_000_000_000);
        }
    }

    [Fact]
    public async Task Who_only_listens_tells_it_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names the loopback interface as Linux does");
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        IPEndPoint group = new(IPAddress.Parse("239.255.77.13"), ((IPEndPoint)taken.LocalEndPoint!).Port);
        await using MulticastSender sender = MulticastSender.Start(new MulticastSenderOptions { EndPoint = group, Interface = "lo" });
        using CancellationTokenSource over = new();
        Task sending = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                sender.TrySend(new byte[100]);
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);
        JsonNode[] lines = await RunAsync(s_hour, "loss", $"udp://{group}?iface=lo", Lines);
        await over.CancelAsync();
        await sending;

        Assert.StartsWith(Said, (string)Assert.Single(lines[^1]["notices"]!.AsArray())!, StringComparison.Ordinal);
        JsonNode direction = lines[^1]["results"]![0]!["directions"]![0]!;
        Assert.True((long)direction["received"]!["messages"]! > 0);
        Assert.Null(direction["received"]!["one_way"]);
        Assert.Null(direction["loss"]!["jitter_ns"]);
    }

    [Fact]
    public async Task A_clock_that_was_set_between_two_tests_is_compared_anew()
    {
        long ahead = 0;
        Result nothing = new(new EndFigures { Streams = [], Process = new ProcessCost() });
        await using FakeServe serve = new(nothing, wallNs: () => ClockComparison.WallNs() + Volatile.Read(ref ahead));
        await using PerfClient client = await PerfClient.ConnectAsync(serve.Settings, TimeProvider.System, TestContext.Current.CancellationToken);
        ClockOffset first = await OffsetAsync();
        Volatile.Write(ref ahead, 3_600_000_000_000);
        ClockOffset second = await OffsetAsync();

        Assert.InRange(first.WallNs, -first.ErrorNs, first.ErrorNs);
        Assert.InRange(second.WallNs - 3_600_000_000_000, -second.ErrorNs, second.ErrorNs);

        async Task<ClockOffset> OffsetAsync() => (await client.RunAsync(
            PlanSamples.Throughput, (plan, end) => new ClientSessions(serve.Settings, plan.Streams, end.Sink), new NoWatcher(), TestContext.Current.CancellationToken)).Plan.Clock;
    }

    private static TimeSpan StepIn(string notice) =>
        TimeSpan.FromMilliseconds(double.Parse(notice.Split(Said)[1].Split(' ')[0], CultureInfo.InvariantCulture));

    private static string Uri(RunningServe serve) => $"tcp://{serve.EndPoint}";

    /// <summary>Runs, sets the clock between two intervals, and stops when some more have been told.</summary>
    /// <returns>The lines of JSON; none where words are wanted.</returns>
    private async Task<JsonNode[]> RunAsync(TimeSpan step, params string[] arguments)
    {
        bool isJson = arguments.Contains(Lines);
        bool listens = !arguments.Contains("--server") && arguments[0] == "loss";
        string[] all = ["perf", .. arguments, .. listens ? (string[])[] : ["--rate", "1k/s"], "--time", "10m", "--interval", "100ms"];
        Task<ExitCode> run = isJson ? _bench.RunAsync([.. all, "-q"]) : _bench.RunAsync(all);

        // The server tells what it timed every quarter of a second: then both have told some.
        await IntervalsAsync(6);
        _time.Set(step);
        await IntervalsAsync(6);
        _bench.Interruption.Raise(ExitCode.Interrupted);
        Assert.Equal(ExitCode.Interrupted, await run);
        return isJson ? [.. _bench.Output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!)] : [];

        async Task IntervalsAsync(int more)
        {
            int before = Count();
            await Eventually.TrueAsync(() => Count() >= before + more || run.IsCompleted);
            Assert.False(run.IsCompleted, _bench.Error);
        }

        int Count() => isJson
            ? _bench.Output.Text.Split("\"type\":\"interval\"").Length - 1
            : _bench.Error.Split(" s  ->").Length - 1;
    }
}
