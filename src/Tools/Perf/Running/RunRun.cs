using System.Net;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Loss;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Perf.Streams.ZeroMq;

namespace Sockets.Tools.Perf.Running;

/// <summary>A run of <c>perf run</c>, or of <c>perf loss</c> with a server: its tests one after the other.</summary>
internal sealed class RunRun
{
    /// <summary>A probe of a search takes a quarter of the time that its finding has to hold for.</summary>
    private const int ProbesPerTime = 4;

    /// <summary>What <c>--time</c> begins with.</summary>
    private const long ShortestProbeNs = 10_000_000;

    private readonly RunPlan _plan;
    private readonly ToolContext _context;
    private readonly List<TestResult> _results = [];
    private SearchResult? _search;

    public RunRun(RunPlan plan, ToolContext context)
    {
        _plan = plan;
        _context = context;
    }

    public async Task<ExitCode> RunAsync()
    {
        using Interruption interruption = _context.Interrupt();
        using PerfOutputs output = PerfOutputs.Create(_plan, _context);
        PerfClosing closing = new(_plan, _context.Time);
        ToolException? error = null;
        try
        {
            await using PerfClient client = await PerfClient.ConnectAsync(_plan.Server!, _context.Time, interruption.Stop);
            closing.Setup = PerfClosing.Describe(_plan, client.Server, client.Clock);
            output.Start(closing.Setup);
            error = await MeasureAsync(client, output, interruption.Stop);
        }
        catch (BrokenPipeException)
        {
            // Whoever read our output has enough. That is how pipelines end.
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.ExitCode is not null)
        {
            // Stopped before there was anything to sum up.
        }
        catch (Exception e)
        {
            error = Failure.OfTransfer(e);
        }

        return output.Close(closing.Close(_results, _search, error, interruption.ExitCode));
    }

    /// <summary>All tests, or the search; what broke one of them ends it.</summary>
    private async Task<ToolException?> MeasureAsync(PerfClient client, PerfOutputs output, CancellationToken stop)
    {
        using IntervalWatcher watcher = new(_plan.Interval, output.Interval);
        if (_plan.FindMax is { } mostLoss)
        {
            return await SearchAsync(mostLoss, client, watcher, output, stop);
        }

        foreach (TestPlan test in _plan.Tests)
        {
            if (!stop.IsCancellationRequested && await TestAsync(test, client, watcher, output, stop) is { Error: { } error })
            {
                return error;
            }
        }

        return null;
    }

    private async Task<ToolException?> SearchAsync(
        double mostLoss, PerfClient client, IntervalWatcher watcher, PerfOutputs output, CancellationToken stop)
    {
        TestPlan plan = _plan.Tests[0];
        RateSearch search = new(mostLoss);
        List<SearchProbe> probes = [];
        while (!search.IsOver && !stop.IsCancellationRequested)
        {
            double? asked = search.Next;
            bool confirms = search.IsConfirming;
            long time = confirms ? plan.TimeNs : Math.Max(plan.TimeNs / ProbesPerTime, ShortestProbeNs);
            TestOutcome outcome = await TestAsync(plan with { MessagesPerSecond = asked, BitsPerSecond = null, TimeNs = time }, client, watcher, output, stop);
            if (outcome.Error is { } error)
            {
                return error;
            }

            if (stop.IsCancellationRequested || _results.Count == 0)
            {
                break;
            }

            DirectionResult direction = _results[^1].Directions.MaxBy(static d => d.Loss?.Ratio ?? 0)!;
            SearchProbe probe = new(asked, direction.SentMessagesPerSecond ?? 0, direction.Loss?.Ratio ?? 0, confirms);
            probes.Add(probe);
            search.Add(probe.SentMessagesPerSecond, probe.Ratio);
            _search = new SearchResult
            {
                MostLoss = mostLoss,
                MessageBytes = plan.SizeBytes,
                MessagesPerSecond = search.Confirmed,
                IsComplete = search.IsOver,
                Probes = probes,
            };
        }

        return null;
    }

    private async Task<TestOutcome> TestAsync(
        TestPlan plan, PerfClient client, IntervalWatcher watcher, PerfOutputs output, CancellationToken stop)
    {
        if (plan is { Mode: PerfMode.Loss, WarmupNs: > 0 })
        {
            // What is counted below the messages cannot be told apart by phase: the warm-up is a test of its own.
            TestOutcome warmUp = await RunAsync(plan with { TimeNs = plan.WarmupNs, WarmupNs = 0 }, client, new NoWatcher(), output, stop);
            if (warmUp.Error is not null || stop.IsCancellationRequested)
            {
                return warmUp;
            }

            plan = plan with { WarmupNs = 0 };
        }

        TestOutcome outcome = await RunAsync(plan, client, watcher, output, stop);
        if (outcome.Near is not null)
        {
            TestResult result = TestResult.Of(outcome);
            _results.Add(result);
            output.TestDone(watcher.Test, result);
        }

        return outcome;
    }

    private async Task<TestOutcome> RunAsync(
        TestPlan plan, PerfClient client, ITestWatcher watcher, PerfOutputs output, CancellationToken stop)
    {
        TestOutcome outcome = await client.RunAsync(plan, (known, end) => Open(known, end, client, output), watcher, stop);
        foreach (string notice in outcome.Notices)
        {
            output.Notice(notice);
        }

        return outcome;
    }

    private IDataRun Open(TestPlan plan, TestEnd end, PerfClient client, PerfOutputs output)
    {
        try
        {
            return plan switch
            {
                { Datagrams: not null } => OpenDatagrams(plan, end, client, output),
                { ZeroMq: { } zmq } => new ZmqRun(plan, Side.Near, _plan.Settings, HostOf(zmq, client), end.Sink),
                _ => new ClientSessions(_plan.Settings, plan.Streams, end.Sink),
            };
        }
        catch (ArgumentException e)
        {
            throw ToolException.Usage($"'{_plan.Settings.Endpoint.Text}': {e.Message.Split(" (Parameter")[0].TrimEnd('.')}");
        }
    }

    private DatagramRun OpenDatagrams(TestPlan plan, TestEnd end, PerfClient client, PerfOutputs output)
    {
        DatagramRun run = new(
            plan,
            Side.Near,
            DataAddress.Of(client.Connection.LocalEndPoint),
            DataAddress.Of(client.Connection.RemoteEndPoint),
            _plan.Settings.Endpoint.Udp!.Interface,
            end.Sink);
        output.Notice(run.BufferNotice);
        return run;
    }

    /// <summary>Where the server binds; null when that is a file.</summary>
    private static IPAddress? HostOf(ZmqPlan plan, PerfClient client) => plan switch
    {
        { Path: not null } => null,
        { Host: { } host } => IPAddress.Parse(host),
        _ => DataAddress.Of(client.Connection.RemoteEndPoint),
    };
}
