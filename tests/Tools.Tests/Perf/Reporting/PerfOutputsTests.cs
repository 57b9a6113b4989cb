using Sockets.Tools.Output;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Tests.Perf.Control;
using Sockets.Tools.Tests.Perf.Ends;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Perf.Reporting;

/// <summary>A report that could not be written is not passed over, and what was noticed is said whatever the report looks like.</summary>
public sealed class PerfOutputsTests
{
    private readonly ToolBench _bench = new();

    [Theory]
    [InlineData("--json")]
    [InlineData("--json=iperf3")]
    public async Task No_space_for_the_report_is_exit_7(string form)
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        _bench.Output.Fails = new ToolException(ExitCode.EnvironmentNotSuitable, "no space left where standard output goes");

        Assert.Equal(ExitCode.EnvironmentNotSuitable, await RunAsync(serve, form));
        Assert.Contains("no space left where standard output goes", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_has_gone_is_no_failure()
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        _bench.Output.Fails = new BrokenPipeException();

        Assert.Equal(ExitCode.Done, await RunAsync(serve, "--json"));
    }

    [Fact]
    public async Task An_expectation_that_is_not_met_is_said_in_its_unit()
    {
        await using RunningServe serve = await RunningServe.StartAsync();

        Assert.Equal(ExitCode.ExpectationNotMet, await RunAsync(serve, "--rate", "1k/s", "--expect", "max<100ns", "--expect", "rate<50%"));
        Assert.Matches(@"not met: max<100ns \(it is [0-9.,]+ (ns|us|ms|s)\)", _bench.Error);
        Assert.Matches(@"not met: rate<50% \(it is [0-9.]+ %\)", _bench.Error);
    }

    [Theory]
    [InlineData(nameof(ReportMode.Text))]
    [InlineData(nameof(ReportMode.JsonDocument))]
    [InlineData(nameof(ReportMode.JsonLines))]
    [InlineData(nameof(ReportMode.Iperf3))]
    public void What_was_noticed_is_said_on_standard_error(string mode)
    {
        RunPlan plan = new()
        {
            Verb = "perf run",
            Settings = RunningServe.Settings("tcp://127.0.0.1:1"),
            Tests = [PlanSamples.Throughput],
            Report = new ReportSettings { Mode = Enum.Parse<ReportMode>(mode) },
        };
        using PerfOutputs outputs = PerfOutputs.Create(plan, _bench.Context);

        outputs.Notice("the clock was set");

        Assert.Contains("note: the clock was set", _bench.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(ReportMode.JsonDocument), PerfOutputs.MostIntervals + 2, PerfOutputs.MostIntervals)]
    [InlineData(nameof(ReportMode.Text), 3, 0)]
    [InlineData(nameof(ReportMode.JsonLines), 3, 0)]
    public void Intervals_are_kept_only_for_one_report_of_all_and_not_without_end(string mode, int told, int kept)
    {
        RunPlan plan = new()
        {
            Verb = "perf run",
            Settings = RunningServe.Settings("tcp://127.0.0.1:1"),
            Tests = [PlanSamples.Throughput],
            Report = new ReportSettings { Mode = Enum.Parse<ReportMode>(mode), Verbosity = Verbosity.Quiet },
        };
        using PerfOutputs outputs = PerfOutputs.Create(plan, _bench.Context);
        PerfInterval interval = new() { Test = 0, TNs = 1, DurNs = 1, Omitted = false, MessageBytes = 64, Answers = 0 };
        for (int i = 0; i < told; i++)
        {
            outputs.Interval(interval);
        }

        Assert.Equal(kept, outputs.KeptIntervals);
    }

    private Task<ExitCode> RunAsync(RunningServe serve, params ReadOnlySpan<string> options) =>
        _bench.RunAsync(["perf", "run", $"tcp://127.0.0.1:{serve.Port}", "--time", "50ms", "--warmup", "1ms", .. options]);
}
