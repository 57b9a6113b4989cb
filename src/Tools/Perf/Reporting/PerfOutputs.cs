using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Running;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>All places where a run is reported, and the lock that keeps their calls apart.</summary>
internal sealed class PerfOutputs : IPerfOutput
{
    private readonly Lock _gate = new();
    private readonly StatusWriter _status;
    private readonly IPerfOutput[] _outputs;
    private readonly List<string> _notices = [];

    private PerfOutputs(StatusWriter status, IPerfOutput[] outputs)
    {
        _status = status;
        _outputs = outputs;
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
            ]);
    }

    public void Start(PerfSetup setup) => Each(output => output.Start(setup));

    /// <summary>Says what deserves attention, and keeps it for the report; null is nothing.</summary>
    public void Notice(string? text)
    {
        if (text is not null)
        {
            Each(output => output.Notice(text));
            _notices.Add(text);
        }
    }

    public void Interval(PerfInterval interval) => Each(output => output.Interval(interval));

    public void TestDone(int test, TestResult result) => Each(output => output.TestDone(test, result));

    public void End(PerfEnd end) => Each(output => output.End(end));

    /// <summary>Tells the end, and what of all this could not be written.</summary>
    /// <returns>What the process ends with: a report that was not written is a failure, unless nobody reads it any more.</returns>
    public ExitCode Close(PerfEnd end)
    {
        try
        {
            End(end with { Notices = [.. _notices] });
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
