using System.Text;
using Sockets.Tools.Output;

namespace Sockets.Tools.Perf.Reporting;

/// <summary>Results on standard output; what is under way on standard error, redrawn in place on a terminal.</summary>
internal sealed class PerfTextOutput : IPerfOutput
{
    private readonly Terminal _terminal;
    private readonly ReportSettings _settings;
    private readonly StatusWriter _status;
    private readonly OutputBuffer? _output;
    private PerfSetup? _setup;

    /// <param name="terminal">Where to.</param>
    /// <param name="settings">How.</param>
    /// <param name="ownsOutput">Whether standard output is for the results; else they go to standard error.</param>
    public PerfTextOutput(Terminal terminal, ReportSettings settings, bool ownsOutput)
    {
        _terminal = terminal;
        _settings = settings;
        _status = new StatusWriter(terminal.Error, settings.HasColor(terminal));
        _output = ownsOutput ? new OutputBuffer(terminal.OpenOutput()) : null;
    }

    public void Start(PerfSetup setup)
    {
        _setup = setup;
        string server = setup.ServerTool is null
            ? "listening only"
            : $"server {setup.Server}, {setup.ServerTool}, driver {setup.ServerDriver}{(setup.Clock is { SameHost: true } ? ", on this host" : "")}";
        Write([$"{setup.Tool} {setup.Verb} {setup.Endpoint}, driver {setup.Driver}; {server}"]);
    }

    public void Notice(string text)
    {
        if (_settings.Verbosity != Verbosity.Quiet)
        {
            _status.WriteWarning(text);
        }
    }

    public void Interval(PerfInterval interval)
    {
        if (_settings.IsLive(_terminal))
        {
            // The last column stays free: some terminals begin a line when it is filled.
            _status.ShowLive(IntervalText.Lines(interval, _terminal.Width() - 1));
        }
        else if (_settings.HasIntervalLines(_terminal))
        {
            _status.WriteLine(IntervalText.Line(interval));
        }
    }

    public void TestDone(int test, TestResult result) => Write(ResultText.Lines(_setup!, result));

    public void End(PerfEnd end)
    {
        if (end.Search is { } search)
        {
            Write(["", SearchText.Line(search)]);
        }

        _status.ClearLive();
        FigureText.WriteProblems(_status, end);
    }

    public void Dispose()
    {
        _status.ClearLive();
        _output?.Dispose();
    }

    private void Write(IEnumerable<string> lines)
    {
        _status.ClearLive();
        foreach (string line in lines)
        {
            if (_output is null)
            {
                _status.WriteLine(line);
            }
            else
            {
                _output.Write(Encoding.UTF8.GetBytes(line + "\n"));
            }
        }

        _output?.Flush();
    }
}
