using System.Diagnostics;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Perf.Loss;

/// <summary>
/// A run of <c>perf loss</c> without a server: listens to a group, or an address, and says what is missing of what others
/// send, until they are done, the time is over, or it is stopped.
/// </summary>
internal sealed class ListenRun
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly RunPlan _plan;
    private readonly TestPlan _test;
    private readonly ToolContext _context;

    public ListenRun(RunPlan plan, ToolContext context)
    {
        _plan = plan;

        // Others choose how long their messages are.
        _test = plan.Tests[0] with { SizeBytes = 0 };
        _context = context;
    }

    public async Task<ExitCode> RunAsync()
    {
        using Interruption interruption = _context.Interrupt();
        using PerfOutputs output = PerfOutputs.Create(_plan, _context);
        PerfClosing closing = new(_plan, _context.Time);
        List<TestResult> results = [];
        ToolException? error = null;
        try
        {
            output.Start(closing.Setup);
            results.Add(await ListenAsync(output, interruption.Stop));
            output.TestDone(0, results[0]);
            error = Fault(results[0], interruption.ExitCode is not null);
        }
        catch (BrokenPipeException)
        {
            return ExitCode.Done;
        }
        catch (Exception e)
        {
            error = Failure.OfTransfer(e);
        }

        return output.Close(closing.Close(results, search: null, error, interruption.ExitCode));
    }

    private static ToolException? Fault(TestResult result, bool interrupted) => result.Directions[0] switch
    {
        { Received.AllMessages: 0, Loss.Sent: 0 } when !interrupted => new ToolException(
            ExitCode.NothingReceived, "nothing was received", "does anybody send there, on this interface?"),
        { Received.AllMessages: > 0, Loss.Sent: 0 } => new ToolException(
            ExitCode.Usage, "what comes has no numbers, so that nothing can be missed", "listen to a format with numbers: wire=native, rtp or iperf2"),
        _ => null,
    };

    private async Task<TestResult> ListenAsync(PerfOutputs output, CancellationToken stop)
    {
        WallClockWatch clock = new(_context.Time);
        ListenSink sink = new(clock);
        MulticastReceiver receiver = Open(output);
        await using DatagramStream stream = new(
            sender: null, receiver, _plan.Settings.Endpoint.Text, sink, _test.ReaderPause, _test.ReaderEvery);
        ProcessMeter process = new();
        process.Start();
        using IntervalWatcher watcher = new(_plan.Interval, output.Interval);
        long began = MonotonicClock.Now;
        IntervalTimes times = new();
        watcher.Begin(_test, () => CountsOf(sink, stream, MonotonicClock.Now - began), TakeTimes, far: null);
        long start = Stopwatch.GetTimestamp();
        while (!receiver.AllSourcesEnded && !receiver.Ended.IsCompleted && !stop.IsCancellationRequested && Stopwatch.GetElapsedTime(start) < _test.Time)
        {
            await Task.Delay(s_look, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await receiver.StopAsync();
        await stream.FinishReceivingAsync();
        watcher.End();
        process.Stop();
        if (receiver.Error is { } broken)
        {
            throw broken;
        }

        StreamFigures figures = new()
        {
            Local = stream.LocalEnd,
            Remote = stream.RemoteEnd,
            Received = sink.Received,
            ReceiveCalls = stream.Counts.ReceiveCalls,
            Loss = stream.Loss,
        };
        output.Notice(clock.Notice);
        var near = EndFigures.Of([figures], process.Cost);
        near = clock.WasSet ? near.WithoutJitter() : near;
        return new TestResult
        {
            Plan = _test,
            IsComplete = true,
            Directions = [DirectionResult.Of(_test, DataFlow.Down, sender: null, near)],
            NearStreams = near.Streams,
            FarStreams = [],
            NearProcess = near.Process,
        };

        HistogramData? TakeTimes()
        {
            HistogramData? taken = sink.Times is { } recorded ? times.Look([recorded])?.WithoutCells() : null;
            times.Told();
            return clock.WasSet ? null : taken;
        }
    }

    private static EndCounts CountsOf(ListenSink sink, DatagramStream stream, long atNs) =>
        new() { AtNs = atNs, Received = sink.Count, ReceivedBytes = sink.Bytes, Loss = LossCounts.Sum([stream.Loss]) };

    private MulticastReceiver Open(PerfOutputs output)
    {
        try
        {
            MulticastReceiver receiver = MulticastReceiver.Start(UdpOptions.Receiver(_plan.Settings, recording: null));
            output.Notice(DatagramRun.NoticeOf(receiver.BufferAdvice));

            return receiver;
        }
        catch (ArgumentException e)
        {
            throw ToolException.Usage($"'{_plan.Settings.Endpoint.Text}': {e.Message.Split(" (Parameter")[0].TrimEnd('.')}");
        }
        catch (TransportException e)
        {
            throw new ToolException(ExitCode.Unreachable, e.Message.TrimEnd('.'), innerException: e);
        }
    }
}
