using Sockets.Tools.Hosting;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>One run of <c>statsd listen</c>.</summary>
internal sealed class StatsdListenRun(StatsdListenPlan plan, ToolContext context) : IDisposable
{
    private readonly StatusWriter _status = new(context.Terminal.Error, plan.Report.HasColor(context.Terminal));
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private IMetricDisplay? _display;
    private long _lines;
    private long _flawed;
    private long _malformed;

    public async Task<ExitCode> RunAsync()
    {
        using Interruption interruption = context.Interrupt();
        using CancellationTokenSource time = plan.For is { } limit
            ? new CancellationTokenSource(limit, context.Time)
            : new CancellationTokenSource();
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(interruption.Stop, time.Token, _stop.Token);
        using LineIntake intake = new(plan.Endpoint, OnLine);
        Say($"listening on {intake.Local}");
        using OutputBuffer output = new(context.Terminal.OpenOutput());
        using (IMetricDisplay display = plan.Table ? new MetricScreen(output, context, plan.Lint.Count, _stop.Cancel) : new MetricJsonLines(output))
        {
            _display = display;
            try
            {
                await intake.RunAsync(any.Token);
            }
            catch (OperationCanceledException)
            {
                // Stopped: by a signal, by the time, by the count, or because nobody reads any more.
            }

            lock (_gate)
            {
                // A stream's last line may still be on its way.
                _display = null;
            }
        }

        return Sum(intake, interruption.ExitCode);
    }

    public void Dispose() => _stop.Dispose();

    private void OnLine(byte[] bytes)
    {
        MetricLine line = MetricLine.Parse(bytes);
        IReadOnlyList<ServerVerdict> verdicts = Lint.Check(line, plan.Lint);
        bool isLast;
        lock (_gate)
        {
            if (_display is null || _lines >= plan.Count)
            {
                return;
            }

            _lines++;
            _flawed += verdicts.Count > 0 ? 1 : 0;
            _malformed += line.Kind == "malformed" ? 1 : 0;
            isLast = !TryShow(_display, line, verdicts) || _lines == plan.Count;
        }

        if (isLast)
        {
            _stop.Cancel();
        }
    }

    private static bool TryShow(IMetricDisplay display, MetricLine line, IReadOnlyList<ServerVerdict> verdicts)
    {
        try
        {
            display.Show(line, verdicts);
            return true;
        }
        catch (BrokenPipeException)
        {
            return false;
        }
    }

    private ExitCode Sum(LineIntake intake, ExitCode? signal)
    {
        string flawed = plan.Lint.Count > 0 ? $", {HumanText.Count(_flawed)} that a server would not read as meant" : "";
        string drops = intake.KernelDrops is > 0 and { } lost ? $"; {HumanText.Count(lost)} packets found the receive buffer full" : "";
        Say($"{HumanText.Count(_lines, "line")} in {HumanText.Count(intake.Packets, "packet")}, {HumanText.Count(_malformed)} malformed{flawed}{drops}");
        if (_lines == 0 && signal is null && !_stop.IsCancellationRequested)
        {
            _status.WriteError($"nothing received in {HumanText.Time(plan.For ?? TimeSpan.Zero)}");
            return ExitCode.NothingReceived;
        }

        return signal ?? ExitCode.Done;
    }

    private void Say(string text)
    {
        if (plan.Report.Verbosity != Verbosity.Quiet)
        {
            _status.WriteLine(text);
        }
    }
}
