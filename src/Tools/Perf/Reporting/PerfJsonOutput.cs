using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>JSON on standard output: one document at the end, or an object on each line. Errors are said on standard error, too.</summary>
internal sealed class PerfJsonOutput : IPerfOutput
{
    private readonly StatusWriter _status;
    private readonly ReportWriter _output;
    private readonly ReportSettings _settings;
    private readonly bool _lines;

    public PerfJsonOutput(Terminal terminal, ReportSettings settings)
    {
        _status = new StatusWriter(terminal.Error, settings.HasColor(terminal));
        _output = new ReportWriter(terminal.OpenOutput());
        _settings = settings;
        _lines = settings.Mode == ReportMode.JsonLines;
    }

    public ToolException? Failure => _output.Failure;

    public void Start(PerfSetup setup) => WriteLine(new PerfStart { Setup = setup });

    public void Notice(string text)
    {
        if (_settings.Verbosity != Verbosity.Quiet)
        {
            _status.WriteWarning(text);
        }
    }

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

    private void Write(PerfObject line) => _output.Write(PerfJson.Line(line));
}
