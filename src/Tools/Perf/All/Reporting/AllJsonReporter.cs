using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>One JSON document on standard output, at the end.</summary>
internal sealed class AllJsonReporter : IAllReporter
{
    private readonly StatusWriter _status;
    private readonly OutputBuffer _output;

    public AllJsonReporter(Terminal terminal, ReportSettings settings)
    {
        _status = new StatusWriter(terminal.Error, settings.HasColor(terminal));
        _output = new OutputBuffer(terminal.OpenOutput());
    }

    public void Begin(PerfHost host, MeasuringTime time)
    {
    }

    public void Measuring(string name, int number, int count)
    {
    }

    public void Add(AllSection section, MeasurementResult result)
    {
    }

    public void Close(AllSection section, IReadOnlyList<MeasurementResult> results)
    {
    }

    public void End(AllReport report)
    {
        if (report.Error is { } error)
        {
            _status.WriteError(error);
        }

        try
        {
            _output.Write(PerfJson.Line(PerfAll.Of(report)));
            _output.Flush();
        }
        catch (BrokenPipeException)
        {
            // Nobody reads it any more.
        }
    }

    public void Dispose() => _output.Dispose();
}
