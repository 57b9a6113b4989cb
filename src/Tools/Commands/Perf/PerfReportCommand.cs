using System.CommandLine;
using System.Text;
using Sockets.Tools.Output;
using Sockets.Tools.Runs;
using Sockets.Tools.Runs.Page;

namespace Sockets.Tools.Commands.Perf;

/// <summary>The verb <c>perf report</c>.</summary>
internal sealed class PerfReportCommand
{
    private const string StandardOutput = "-";

    private readonly Argument<string?> _run = new("run") { Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string> _out = new("--out", "-o")
    {
        HelpName = "file",
        Description = "The page to write; standard output (-) unless given.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="run">What it does with a checked command line.</param>
    public static Verb Create(Func<PerfReportPlan, ExitCode> run)
    {
        PerfReportCommand report = new();
        Command command = new("report", "Makes a page of a run, with pictures, that needs nothing else.");
        command.Add(report._run);
        command.Add(report._out);
        command.SetAction(parsed => (int)run(report.Read(parsed)));
        return new Verb
        {
            Command = command,
            Operands = "<run>",
            OperandMeanings = [("run", "what sockets perf --json wrote")],
            Examples = [new Example("To look at, or to send to somebody", "sockets perf report run.json --out run.html")],
            Groups = [new OptionGroup("Where it goes", [report._out])],
        };
    }

    /// <summary>Reads, and writes the page.</summary>
    public static ExitCode Run(PerfReportPlan plan, Terminal terminal)
    {
        byte[] page = Encoding.UTF8.GetBytes(RunPage.Create(RunFile.Read(plan.Run)));
        try
        {
            using OutputBuffer output = new(plan.Out is { } path ? FileTarget.Create(path) : terminal.OpenOutput());
            output.Write(page);
            output.Flush();
            output.Target.Complete();
        }
        catch (BrokenPipeException)
        {
            // Who read it has seen enough.
        }

        return ExitCode.Done;
    }

    private PerfReportPlan Read(ParseResult parsed) => new(
        parsed.GetValue(_run) ?? throw ToolException.Usage("perf report needs a report", "as in: sockets perf report run.json --out run.html"),
        parsed.GetValue(_out) is { } path && path != StandardOutput ? path : null);
}
