using Sockets.Tools.Commands;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Running;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>All places where a run is reported, and the lock that keeps their calls apart.</summary>
internal sealed class PerfOutputs : IPerfOutput
{
    private readonly Lock _gate = new();
    private readonly IPerfOutput[] _outputs;

    private PerfOutputs(IPerfOutput[] outputs) => _outputs = outputs;

    public static PerfOutputs Create(RunPlan plan, ToolContext context)
    {
        IPerfOutput main = plan.Report.Mode switch
        {
            ReportMode.Text => new PerfTextOutput(context.Terminal, plan.Report, plan.Csv != "-"),
            ReportMode.Iperf3 => new Iperf3Output(context.Terminal, plan.Report),
            _ => new PerfJsonOutput(context.Terminal, plan.Report),
        };
        return new PerfOutputs(plan.Csv is null ? [main] : [main, CsvOutput.Open(plan.Csv, context.Terminal)]);
    }

    public void Start(PerfSetup setup) => Each(output => output.Start(setup));

    public void Notice(string text) => Each(output => output.Notice(text));

    public void Interval(PerfInterval interval) => Each(output => output.Interval(interval));

    public void TestDone(int test, TestResult result) => Each(output => output.TestDone(test, result));

    public void End(PerfEnd end) => Each(output => output.End(end));

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
