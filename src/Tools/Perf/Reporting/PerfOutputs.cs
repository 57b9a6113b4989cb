using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Running;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>All places where a run is reported, and the lock that keeps their calls apart.</summary>
internal sealed class PerfOutputs : IPerfOutput
{
    /// <summary>A day of them, one a second, and more: some 100 MB.</summary>
    public const int MostIntervals = 100_000;

    private readonly Lock _gate = new();
    private readonly StatusWriter _status;
    private readonly IPerfOutput[] _outputs;
    private readonly List<string> _notices = [];
    private readonly List<PerfInterval> _intervals = [];

    // Only a report that is made at the end needs what was told long before.
    private readonly bool _keepsIntervals;
    private long _unkept;

    private PerfOutputs(StatusWriter status, IPerfOutput[] outputs, bool keepsIntervals)
    {
        _status = status;
        _outputs = outputs;
        _keepsIntervals = keepsIntervals;
    }

    public static PerfOutputs Create(RunPlan plan, ToolContext context)
    {
        IPerfOutput main = plan.Report.Mode switch
        {
            ReportMode.Text => new PerfTextOutput(context.Terminal, plan.Report, plan.Csv != "-"),
            ReportMode.Iperf3 => new Iperf3Output(context.Terminal, plan.Report),
            _ => new PerfJsonOutput(context.Terminal, plan.Report),
        };
        return new PerfOutputs(
            new StatusWriter(context.Terminal.Error, plan.Report.HasColor(context.Terminal)),
            [
                main,
                .. plan.Csv is { } csv ? [CsvOutput.Open(csv, context.Terminal)] : Array.Empty<IPerfOutput>(),
                .. plan.Page is { } page ? [new PageOutput(PageFile.Open(page), plan.Verb)] : Array.Empty<IPerfOutput>(),
            ],
            plan.Page is not null || plan.Report.Mode is ReportMode.JsonDocument or ReportMode.Iperf3);
    }

    public void Start(PerfSetup setup) => Each(output => output.Start(setup));

    /// <summary>How many intervals the report will have.</summary>
    public int KeptIntervals => _intervals.Count;

    /// <summary>Says what deserves attention, and keeps it for the report; null is nothing.</summary>
    public void Notice(string? text)
    {
        if (text is not null)
        {
            Each(output => output.Notice(text));
            _notices.Add(text);
        }
    }

    public void Interval(PerfInterval interval)
    {
        Each(output => output.Interval(interval));
        if (_keepsIntervals)
        {
            Keep(interval);
        }
    }

    public void TestDone(int test, TestResult result) => Each(output => output.TestDone(test, result));

    public void End(PerfEnd end) => Each(output => output.End(end));

    /// <summary>Tells the end, and what of all this could not be written.</summary>
    /// <returns>What the process ends with: a report that was not written is a failure, unless nobody reads it any more.</returns>
    public ExitCode Close(PerfEnd end)
    {
        if (_unkept > 0)
        {
            Notice($"the report has the first {HumanText.Count(MostIntervals)} intervals, and not the {HumanText.Count(_unkept)} behind them: take longer ones, or --json=lines");
        }

        try
        {
            End(end with { Notices = [.. _notices], Intervals = _intervals });
        }
        catch (BrokenPipeException)
        {
            // Who read it has seen enough; the exit code is still the answer.
        }

        foreach (ToolException failure in _outputs.Select(static output => output.Failure).OfType<ToolException>())
        {
            _status.WriteError(failure.OneLine);
            end = end.ExitCode == (int)ExitCode.Done ? end with { ExitCode = (int)failure.Code } : end;
        }

        return (ExitCode)end.ExitCode;
    }

    public void Dispose() => Each(static output => output.Dispose());

    private void Keep(PerfInterval interval)
    {
        lock (_gate)
        {
            if (_intervals.Count < MostIntervals)
            {
                _intervals.Add(interval);
            }
            else
            {
                _unkept++;
            }
        }
    }

    private void Each(Action<IPerfOutput> call)
    {
        lock (_gate)
        {
            foreach (IPerfOutput output in _outputs)
            {
                call(output);
            }
        }
    }
}
