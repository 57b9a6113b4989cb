using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Reporting;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Perf.All;

/// <summary>One run of <c>perf all</c>: makes the measurements one after the other and reports each when it is done.</summary>
internal sealed class AllRun
{
    private readonly AllPlan _plan;
    private readonly ToolContext _context;
    private readonly IReadOnlyList<AllSection> _sections;
    private readonly List<MeasurementResult> _results = [];
    private int _number;

    /// <param name="plan">What the user wants.</param>
    /// <param name="context">What surrounds it.</param>
    /// <param name="sections">What is measured.</param>
    public AllRun(AllPlan plan, ToolContext context, IReadOnlyList<AllSection> sections)
    {
        _plan = plan;
        _context = context;
        _sections = sections;
    }

    private int Planned => _sections.Sum(static s => s.Measurements.Count);

    public async Task<ExitCode> RunAsync()
    {
        using Interruption interruption = _context.Interrupt();
        using PageFile? page = _plan.Page is { } path ? PageFile.Open(path) : null;
        using IAllReporter reporter = _plan.Report.Mode == ReportMode.Text
            ? new AllTextReporter(_context.Terminal, _plan.Report)
            : new AllJsonReporter(_context.Terminal, _plan.Report);
        var host = PerfHost.Read();
        DateTimeOffset startedAt = _context.Time.GetUtcNow();
        long start = _context.Time.GetTimestamp();
        ToolException? error = null;
        try
        {
            reporter.Begin(host, _plan.Time);
            foreach (AllSection section in _sections)
            {
                await MeasureAsync(section, reporter, interruption.Stop);
            }
        }
        catch (BrokenPipeException)
        {
            // Whoever read our output has enough. That is how pipelines end.
            return ExitCode.Done;
        }
        catch (Exception e)
        {
            error = Failure.OfTransfer(e);
        }

        RunEnd end = error is not null ? RunEnd.Error : interruption.ExitCode is null ? RunEnd.Finished : RunEnd.Signal;
        error ??= Fault() ?? (end == RunEnd.Finished ? Unmeasured() : null);
        AllReport report = new()
        {
            Host = host,
            Time = _plan.Time,
            StartedAt = startedAt,
            Duration = _context.Time.GetElapsedTime(start),
            Planned = Planned,
            Results = _results,
            Error = error,
            End = end,
            ExitCode = error?.Code ?? interruption.ExitCode ?? ExitCode.Done,
        };
        reporter.End(report);
        page?.Write(PerfAll.Of(report), "perf all");
        return report.ExitCode;
    }

    private async Task MeasureAsync(AllSection section, IAllReporter reporter, CancellationToken stop)
    {
        List<MeasurementResult> results = [];
        foreach (IMeasurement measurement in section.Measurements)
        {
            if (stop.IsCancellationRequested)
            {
                break;
            }

            reporter.Measuring(measurement.Name, ++_number, Planned);
            if (await measurement.RunAsync(_plan.Time, stop) is { } result)
            {
                results.Add(result);
                _results.Add(result);
                reporter.Add(section, result);
            }
        }

        reporter.Close(section, results);
    }

    private ToolException? Fault() => _results.SelectMany(static r => r.Faults).FirstOrDefault() is { } fault
        ? new ToolException(
            ExitCode.ProtocolError, fault, "this is a bug; please report it with the lines above")
        : null;

    // What one machine cannot do the others' figures are not worse for, but nobody shall take the whole for measured.
    private ToolException? Unmeasured() =>
        _results.GroupBy(static r => r.Transport).FirstOrDefault(static all => all.All(static r => r.Skipped is not null)) is { } transport
            ? new ToolException(
                ExitCode.EnvironmentNotSuitable, $"{TransportNames.Written(transport.Key)} was not measured here: {transport.First().Skipped}")
            : null;
}
