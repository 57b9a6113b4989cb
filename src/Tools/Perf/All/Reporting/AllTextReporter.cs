using System.Text;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;

namespace Sockets.Tools.Perf.All.Reporting;

/// <summary>Tables on standard output, each row as soon as it is measured; what is being measured on standard error.</summary>
internal sealed class AllTextReporter : IAllReporter
{
    private const int Columns = 80;
    private const string Indent = "  ";

    private readonly Terminal _terminal;
    private readonly ReportSettings _settings;
    private readonly StatusWriter _status;
    private readonly OutputBuffer _output;
    private AllSection? _open;

    public AllTextReporter(Terminal terminal, ReportSettings settings)
    {
        _terminal = terminal;
        _settings = settings;
        _status = new StatusWriter(terminal.Error, settings.HasColor(terminal));
        _output = new OutputBuffer(terminal.OpenOutput());
    }

    public void Begin(PerfHost host, MeasuringTime time) => Write(BannerText.Lines(host, time));

    public void Measuring(string name, int number, int count)
    {
        string text = $"measuring {number} of {count}: {name}";
        if (_settings.IsLive(_terminal))
        {
            _status.ShowLive([text[..Math.Min(text.Length, _terminal.Width() - 1)]]);
        }
        else if (_settings.Verbosity != Verbosity.Quiet)
        {
            _status.WriteLine(text);
        }
    }

    public void Add(AllSection section, MeasurementResult result)
    {
        List<string> lines = [];
        if (_open != section)
        {
            _open = section;
            lines.AddRange(["", section.Text.Title]);
            if (section.Text.Header is { } header)
            {
                lines.Add(header);
            }
        }

        lines.AddRange(section.Text.Rows(result));
        lines.AddRange(result.Faults.Select(static fault => $"  WRONG: {fault}"));
        Write(lines);
    }

    public void Close(AllSection section, IReadOnlyList<MeasurementResult> results)
    {
        if (results.Count > 0 && !results.Any(static r => r.Faults.Any()))
        {
            Write(HumanText.Wrap(section.Text.Closing(results), Columns - Indent.Length).Select(static line => Indent + line));
        }
    }

    public void End(AllReport report)
    {
        _status.ClearLive();
        if (report.End == RunEnd.Signal && _settings.Verbosity != Verbosity.Quiet)
        {
            _status.WriteWarning($"stopped: {report.Results.Count} of {report.Planned} measurements were made");
        }

        if (report.Error is { } error)
        {
            _status.WriteError(error);
        }
    }

    public void Dispose()
    {
        _status.ClearLive();
        _output.Dispose();
    }

    private void Write(IEnumerable<string> lines)
    {
        _status.ClearLive();
        foreach (string line in lines)
        {
            _output.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }

        _output.Flush();
    }
}
