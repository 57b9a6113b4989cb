using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Perf.Running;

/// <summary>What is said first, and what all of it comes to: the end, and the exit code.</summary>
internal sealed class PerfClosing
{
    private readonly RunPlan _plan;
    private readonly TimeProvider _time;
    private readonly DateTime _startedAt;
    private readonly long _start;

    public PerfClosing(RunPlan plan, TimeProvider time)
    {
        _plan = plan;
        _time = time;
        _startedAt = time.GetUtcNow().UtcDateTime;
        _start = time.GetTimestamp();
        Setup = Describe(plan, server: null, clock: null);
    }

    public PerfSetup Setup { get; set; }

    /// <summary>What a figure means nothing without.</summary>
    /// <param name="plan">The command line.</param>
    /// <param name="server">What the server said; null when there is none.</param>
    /// <param name="clock">How both clocks go together.</param>
    public static PerfSetup Describe(RunPlan plan, Welcome? server, ClockOffset? clock) => new()
    {
        Tool = "sockets " + ToolVersion.Text,
        Verb = plan.Verb,
        Endpoint = plan.Settings.Endpoint.Text,
        Server = plan.Server?.Endpoint.Text,
        Driver = DriverNames.NameOf(plan.Settings.Driver),
        Host = PerfHost.Read(),
        ServerTool = server?.Tool,
        ServerHost = server?.Host,
        ServerDriver = server?.Driver,
        Clock = clock,
        OneWayClock = ClockInWords(plan, clock),
    };

    /// <summary>The end, without the intervals, which <see cref="PerfOutputs"/> keeps.</summary>
    public PerfEnd Close(IReadOnlyList<TestResult> results, SearchResult? search, ToolException? error, ExitCode? interrupted)
    {
        ExpectationResult[] expectations = interrupted is null && error is null ? [.. _plan.Expectations.Select(e => e.Check(results))] : [];
        error ??= Fault(results) ?? (interrupted is null ? Nothing(results) : null);
        ExitCode code = error?.Code ?? interrupted ?? (expectations.All(static e => e.IsMet) ? ExitCode.Done : ExitCode.ExpectationNotMet);
        return new PerfEnd
        {
            Setup = Setup,
            StartedAt = _startedAt,
            DurationNs = ReportJson.Nanoseconds(_time.GetElapsedTime(_start)),
            End = ReportJson.Name(error is not null ? RunEnd.Error : interrupted is not null ? RunEnd.Signal : RunEnd.Finished),
            ExitCode = (int)code,
            Results = results,
            Search = search,
            Intervals = [],
            Expect = [.. expectations.Select(static e => new Expected(e.Expression, e.IsMet, double.IsFinite(e.Value) ? e.Value : null) { Shown = e.Shown })],
            Error = error is null ? null : new PerfError((int)error.Code, error.Message, error.Hint),
        };
    }

    private static ToolException? Fault(IReadOnlyList<TestResult> results) => results.SelectMany(static r => r.Faults).FirstOrDefault() is { } fault
        ? new ToolException(ExitCode.ProtocolError, "the counters do not add up: " + fault, "this is a bug; please report it with the lines above")
        : null;

    private ToolException? Nothing(IReadOnlyList<TestResult> results) =>
        results.SelectMany(static r => r.Directions).FirstOrDefault(static d => d is { Received.AllMessages: 0, Sent.AllMessages: not 0 })?.Sent switch
        {
            null => null,
            { } sent when sent.FailedMessages >= sent.AllMessages => new ToolException(
                ExitCode.NothingReceived,
                "nothing was sent: the sender's kernel refused every datagram",
                $"look for the reason on the side that sends: sockets doctor '{Setup.Endpoint}'"),
            _ => new ToolException(
                ExitCode.NothingReceived, "nothing of what was sent arrived", "is there a route, and does a firewall let it pass? With groups: does the network forward them?"),
        };

    private static string ClockInWords(RunPlan plan, ClockOffset? clock)
    {
        string kind = plan.Settings.Endpoint.Udp is null ? "monotonic" : "wall clock, arrival by the kernel";
        return clock switch
        {
            null => "wall clocks of sender and receiver, not compared: only the variation is sure",
            { SameHost: true } => $"{kind}, both sides on one host: exact",
            _ => $"{kind}, between hosts: compared over the control connection, wrong by {FigureText.Time(clock.ErrorNs)} at most, and by what the clocks drifted since",
        };
    }
}
