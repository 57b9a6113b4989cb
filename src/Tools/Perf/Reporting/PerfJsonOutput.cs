using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>JSON on standard output: one document at the end, or an object on each line. Errors are said on standard error, too.</summary>
internal sealed class PerfJsonOutput : IPerfOutput
{
    private readonly StatusWriter _status;
    private readonly OutputBuffer _output;
    private readonly bool _lines;
    private bool _broken;

    public PerfJsonOutput(Terminal terminal, ReportSettings settings)
    {
        _status = new StatusWriter(terminal.Error, settings.HasColor(terminal));
        _output = new OutputBuffer(terminal.OpenOutput());
        _lines = settings.Mode == ReportMode.JsonLines;
    }

    public void Start(PerfSetup setup) => WriteLine(new PerfStart { Setup = setup });

    public void Interval(PerfInterval interval) => WriteLine(interval);

    public void TestDone(int test, TestResult result) => WriteLine(new PerfTestDone { Test = test, Result = result });

    public void End(PerfEnd end)
    {
        FigureText.WriteProblems(_status, end);
        Write(_lines ? end with { Intervals = [] } : end);
    }

    public void Dispose() => _output.Dispose();

    private void WriteLine(PerfObject line)
    {
        if (_lines)
        {
            Write(line);
        }
    }

    private void Write(PerfObject line)
    {
        if (_broken)
        {
            return;
        }

        try
        {
            _output.Write(PerfJson.Line(line));
            _output.Flush();
        }
        catch (Exception e) when (e is BrokenPipeException or ToolException)
        {
            // Whoever wanted the report is gone, or his disk is full: no reason to stop what it is about.
            _broken = true;
        }
    }
}
