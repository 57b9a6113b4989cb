using System.CommandLine;
using System.Text;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;
using Sockets.Tools.Runs;

namespace Sockets.Tools.Commands.Perf;

/// <summary>The verb <c>perf diff</c>.</summary>
internal sealed class PerfDiffCommand
{
    private readonly Argument<string?> _before = new("before") { Arity = ArgumentArity.ZeroOrOne };

    private readonly Argument<string?> _after = new("after") { Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string> _threshold = new("--threshold")
    {
        HelpName = "share",
        Description = "Exit 5 when a figure is worse by more than this share, 5% say, or has gone.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="run">What it does with a checked command line.</param>
    public static Verb Create(Func<PerfDiffPlan, ExitCode> run)
    {
        PerfDiffCommand diff = new();
        Command command = new("diff", "Compares two runs, figure by figure.");
        command.Add(diff._before);
        command.Add(diff._after);
        command.Add(diff._threshold);
        command.SetAction(parsed => (int)run(diff.Read(parsed)));
        return new Verb
        {
            Command = command,
            Operands = "<before> <after>",
            OperandMeanings = [("before, after", "what sockets perf --json wrote, or a page that sockets perf report made of it")],
            Examples =
            [
                new Example("What has changed between two runs", "sockets perf diff before.json after.json"),
                new Example("In a pipeline: exit 5 when it is worse", "sockets perf diff before.json after.json --threshold 10%"),
            ],
            Groups = [new OptionGroup("Check", [diff._threshold])],
        };
    }

    /// <summary>Compares and prints.</summary>
    public static ExitCode Run(PerfDiffPlan plan, Terminal terminal)
    {
        RunDiff diff = new(RunFile.Read(plan.Before), RunFile.Read(plan.After));
        if (diff.Changes.Count == 0)
        {
            throw ToolException.Usage($"'{plan.Before}' and '{plan.After}' have no test in common", "compare runs of the same command line");
        }

        ExitCode code = plan.Threshold is { } share && !diff.Holds(share) ? ExitCode.ExpectationNotMet : ExitCode.Done;
        try
        {
            using OutputBuffer output = new(terminal.OpenOutput());
            output.Write(Encoding.UTF8.GetBytes(string.Concat(DiffText.Lines(diff, plan.Threshold).Select(static l => l + "\n"))));
            output.Flush();
        }
        catch (BrokenPipeException)
        {
            // Who read it has seen enough; the exit code is still the answer.
        }

        return code;
    }

    private PerfDiffPlan Read(ParseResult parsed)
    {
        if (parsed.GetValue(_before) is not { } before || parsed.GetValue(_after) is not { } after)
        {
            throw ToolException.Usage("perf diff needs two reports", "as in: sockets perf diff before.json after.json");
        }

        return new PerfDiffPlan(before, after, new OptionValues(parsed).Read<Share>(_threshold, Share.TryParse)?.Ratio);
    }
}
