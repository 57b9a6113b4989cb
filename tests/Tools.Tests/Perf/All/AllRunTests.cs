using System.Text.Json;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All;
using Sockets.Tools.Perf.All.Reporting;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Runs;
using Sockets.Tools.Tests.Perf.All.Results;
using Sockets.Tools.Tests.Support;
using Sockets.Transport;

namespace Sockets.Tools.Tests.Perf.All;

public sealed class AllRunTests
{
    private readonly ToolBench _bench = new();

    [Fact]
    public async Task Prints_a_banner_and_each_section_with_its_rows_and_a_closing_line()
    {
        ExitCode code = await RunAsync(
            ReportMode.Text,
            new AllSection(new ThroughputText("TCP throughput: one way"), [new FakeMeasurement(Samples.Throughput), new FakeMeasurement(Samples.Throughput)]),
            new AllSection(new RoundTripText("TCP round trip: there and back", "driver"), [new FakeMeasurement(Samples.RoundTrip)]));

        Assert.Equal(ExitCode.Done, code);
        string[] parts = _bench.Output.Text.Split("\n\n");
        Assert.Equal(3, parts.Length);
        Assert.StartsWith("sockets ", parts[0], StringComparison.Ordinal);
        Assert.Contains("127.0.0.1, both ends in this process", parts[0], StringComparison.Ordinal);
        Assert.Equal(
            """
            TCP throughput: one way
              message                messages     payload   per system call       received
              64 B                5.00M msg/s    320 MB/s               408      2,500,000
              64 B                5.00M msg/s    320 MB/s               408      2,500,000
              Of 6,000,002 messages sent, warm-up included, every one arrived, once and in
              order.
            """,
            parts[1]);
        Assert.StartsWith("TCP round trip", parts[2], StringComparison.Ordinal);
        Assert.Equal(
            "measuring 1 of 3: made up\nmeasuring 2 of 3: made up\nmeasuring 3 of 3: made up\n", _bench.Error);
    }

    [Fact]
    public async Task Quiet_leaves_the_result_and_says_nothing_else()
    {
        ExitCode code = await RunAsync(
            ReportMode.Text, Verbosity.Quiet, new AllSection(new RoundTripText("TCP round trip: there and back", "driver"), [new FakeMeasurement(Samples.RoundTrip)]));

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("TCP round trip", _bench.Output.Text, StringComparison.Ordinal);
        Assert.Empty(_bench.Error);
    }

    [Fact]
    public async Task An_identity_that_does_not_close_is_exit_6_and_said_on_both_streams()
    {
        Identity open = new(new Term("sent", 10), new Term("received", 9));

        ExitCode code = await RunAsync(
            ReportMode.Text,
            new AllSection(new ThroughputText("TCP throughput: one way"), [new FakeMeasurement(Samples.Throughput with { Identities = [open] })]));

        Assert.Equal(ExitCode.ProtocolError, code);
        Assert.Contains("  WRONG: the counters do not add up: 10 sent = 9 received leaves 1\n", _bench.Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("every one arrived", _bench.Output.Text, StringComparison.Ordinal);
        Assert.Contains("sockets: the counters do not add up: 10 sent = 9 received leaves 1: this is a bug", _bench.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(129, 0)]
    [InlineData(0, 132_097)]
    public async Task Memory_beyond_the_window_is_exit_6(long unread, long pendingBytes)
    {
        Held held = new() { MaxUnreadMessages = unread, MaxPendingBytes = pendingBytes };

        ExitCode code = await RunAsync(
            ReportMode.Text,
            new AllSection(new SlowReaderText(), [new FakeMeasurement(Samples.SlowReader with { Held = held })]));

        Assert.Equal(ExitCode.ProtocolError, code);
        Assert.Contains("more waited than the window of 128 messages", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mode_that_cannot_be_measured_here_leaves_the_others_and_exit_7()
    {
        ExitCode code = await RunAsync(
            ReportMode.Text,
            new AllSection(new LossPlacesText(), [new FakeMeasurement(Samples.NoMulticast)]),
            new AllSection(new RoundTripText("TCP round trip: there and back", "driver"), [new FakeMeasurement(Samples.RoundTrip)]));

        Assert.Equal(ExitCode.EnvironmentNotSuitable, code);
        Assert.Contains("not run: interface 127.0.0.1 does not exist\n", _bench.Output.Text, StringComparison.Ordinal);
        Assert.Contains("  thread           14.9 us", _bench.Output.Text, StringComparison.Ordinal);
        Assert.Contains("sockets: Multicast was not measured here: interface 127.0.0.1 does not exist\n", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_driver_that_cannot_be_measured_beside_others_is_no_failure()
    {
        ExitCode code = await RunAsync(
            ReportMode.Text,
            new AllSection(
                new RoundTripText("TCP round trip: there and back", "driver"),
                [new FakeMeasurement(Samples.RoundTrip), new FakeMeasurement(Samples.RoundTrip with { RoundTrip = null, Skipped = "one core" })]));

        Assert.Equal(ExitCode.Done, code);
    }

    [Fact]
    public async Task The_page_of_a_run_can_be_compared_like_its_json()
    {
        string folder = Directory.CreateTempSubdirectory("sockets-all-").FullName;
        try
        {
            string page = Path.Combine(folder, "run.html");
            AllPlan plan = new() { Time = new MeasuringTime(TimeSpan.FromSeconds(1)), Report = new ReportSettings(), Page = page };

            Assert.Equal(ExitCode.Done, await new AllRun(plan, _bench.Context, [new AllSection(new MetricText(), [new FakeMeasurement(Samples.Counter)])]).RunAsync());

            Assert.Equal(2.5, RunFile.Read(page).Tests.Single()["nanoseconds_per_call"]);
            await Assert.ThrowsAsync<ToolException>(() => new AllRun(plan with { Page = Path.Combine(folder, "none", "run.html") }, _bench.Context, []).RunAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_signal_leaves_what_was_measured_so_far_and_exit_130()
    {
        FakeMeasurement never = new(Samples.Throughput);

        ExitCode code = await RunAsync(
            ReportMode.Text,
            new AllSection(new RoundTripText("TCP round trip: there and back", "driver"), [new FakeMeasurement(Samples.RoundTrip), new FakeMeasurement(Stopped)]),
            new AllSection(new ThroughputText("TCP throughput: one way"), [never]));

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Contains("  thread           14.9 us", _bench.Output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("throughput", _bench.Output.Text, StringComparison.Ordinal);
        Assert.Contains("note: stopped: 1 of 3 measurements were made\n", _bench.Error, StringComparison.Ordinal);
        Assert.Null(never.Ran);
    }

    [Fact]
    public async Task A_signal_leaves_a_json_document_all_the_same()
    {
        ExitCode code = await RunAsync(
            ReportMode.JsonDocument,
            new AllSection(new RoundTripText("TCP round trip: there and back", "driver"), [new FakeMeasurement(Samples.RoundTrip), new FakeMeasurement(Stopped)]));

        Assert.Equal(ExitCode.Interrupted, code);
        using JsonDocument document = JsonDocument.Parse(_bench.Output.Text);
        Assert.Equal("signal", document.RootElement.GetProperty("end").GetString());
        Assert.Equal(130, document.RootElement.GetProperty("exit_code").GetInt32());
        Assert.Equal(2, document.RootElement.GetProperty("planned_results").GetInt32());
        Assert.Equal(1, document.RootElement.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task An_error_leaves_what_was_measured_so_far_and_its_exit_code()
    {
        ExitCode code = await RunAsync(
            ReportMode.Text,
            new AllSection(
                new RoundTripText("TCP round trip: there and back", "driver"),
                [
                    new FakeMeasurement(Samples.RoundTrip),
                    new FakeMeasurement(_ => throw new ConnectionClosedException(CloseReason.ConnectFailed, "Cannot listen on 127.0.0.1:0.")),
                ]));

        Assert.Equal(ExitCode.Unreachable, code);
        Assert.Contains("  thread           14.9 us", _bench.Output.Text, StringComparison.Ordinal);
        Assert.Contains("sockets: Cannot listen on 127.0.0.1:0.\n", _bench.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_that_has_enough_ends_it_without_a_word(bool json)
    {
        _bench.Output.Fails = new BrokenPipeException();

        ExitCode code = await RunAsync(
            json ? ReportMode.JsonDocument : ReportMode.Text, Verbosity.Quiet, new AllSection(new RoundTripText("TCP round trip: there and back", "driver"), [new FakeMeasurement(Samples.RoundTrip)]));

        Assert.Equal(ExitCode.Done, code);
        Assert.Empty(_bench.Error);
    }

    private MeasurementResult? Stopped(CancellationToken stop)
    {
        _bench.Interruption.Raise(ExitCode.Interrupted);
        Assert.True(stop.IsCancellationRequested);
        return null;
    }

    private Task<ExitCode> RunAsync(ReportMode mode, params IReadOnlyList<AllSection> sections) =>
        RunAsync(mode, Verbosity.Normal, sections);

    private Task<ExitCode> RunAsync(ReportMode mode, Verbosity verbosity, params IReadOnlyList<AllSection> sections)
    {
        AllPlan plan = new()
        {
            Time = new MeasuringTime(TimeSpan.FromSeconds(1)),
            Report = new ReportSettings { Mode = mode, Verbosity = verbosity },
        };
        return new AllRun(plan, _bench.Context, sections).RunAsync();
    }
}
