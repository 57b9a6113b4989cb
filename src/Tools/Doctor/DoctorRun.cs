using System.Text;
using System.Text.Json;
using Sockets.Tools.Doctor.Facts;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;
using Sockets.Tools.Perf;

namespace Sockets.Tools.Doctor;

/// <summary>One run of <c>doctor</c>: check after check, each told as soon as it is made.</summary>
internal sealed class DoctorRun
{
    private readonly DoctorPlan _plan;
    private readonly ToolContext _context;
    private readonly IReadOnlyList<Section> _sections;

    public DoctorRun(DoctorPlan plan, ToolContext context, Machine machine)
    {
        _plan = plan;
        _context = context;
        _sections = Examination.Create(machine, plan, context.Time);
    }

    public async Task<ExitCode> RunAsync()
    {
        using Interruption interruption = _context.Interrupt();
        using OutputBuffer output = new(_context.Terminal.OpenOutput());
        try
        {
            return await ExamineAsync(output, interruption.Stop);
        }
        catch (OperationCanceledException) when (interruption.ExitCode is { } code)
        {
            return code;
        }
        catch (BrokenPipeException)
        {
            // Who read it has seen enough.
            return ExitCode.Done;
        }
    }

    private async Task<ExitCode> ExamineAsync(OutputBuffer output, CancellationToken stop)
    {
        var host = PerfHost.Read();
        DateTimeOffset startedAt = _context.Time.GetUtcNow();
        bool isText = _plan.Report.Mode == ReportMode.Text;
        DoctorText text = new(_sections, _context.Terminal.OutputIsTerminal ? _context.Terminal.Width() : DoctorText.DefaultColumns);
        List<(Section, string, Finding)> findings = [];
        Write(DoctorText.Banner(host));
        foreach (Section section in _sections)
        {
            Write(DoctorText.Title(section));
            foreach (ICheck check in section.Checks)
            {
                stop.ThrowIfCancellationRequested();
                Finding finding = await check.ExamineAsync(stop);
                findings.Add((section, check.Name, finding));
                Write(text.Rows(check.Name, finding));
            }
        }

        DoctorReport report = new() { Host = host, Endpoint = _plan.Channel?.Endpoint.Text, StartedAt = startedAt, Findings = findings };
        Write(DoctorText.Summary(report));
        if (!isText)
        {
            using (Utf8JsonWriter json = new(output, ReportJson.Options))
            {
                DoctorJson.Write(json, report);
            }

            output.Write("\n"u8);
            output.Flush();
        }

        return report.ExitCode;

        void Write(IEnumerable<string> lines)
        {
            if (isText)
            {
                output.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(static l => l + "\n"))));
                output.Flush();
            }
        }
    }
}
