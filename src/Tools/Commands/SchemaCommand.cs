using System.CommandLine;
using System.Text;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Reporting;

namespace Sockets.Tools.Commands;

/// <summary>The verb <c>schema</c>.</summary>
internal static class SchemaCommand
{
    private static readonly string[] s_names = ["perf"];

    /// <summary>Makes the verb.</summary>
    public static Verb Create(Terminal terminal)
    {
        Argument<string> name = new("what");
        Command command = new("schema", "Prints the JSON schema of a report.") { name };
        command.SetAction(parsed => (int)Print(parsed.GetValue(name)!, terminal));
        return new Verb
        {
            Command = command,
            Operands = "<what>",
            OperandMeanings = [("perf", "what perf all, perf run and perf loss print with --json and --json=lines")],
            Examples = [new Example("What perf run --json prints", "sockets schema perf")],
            Groups = [],
        };
    }

    private static ExitCode Print(string name, Terminal terminal)
    {
        if (!s_names.Contains(name, StringComparer.Ordinal))
        {
            throw ToolException.Usage($"there is no schema of '{name}'", $"there is one of {string.Join(", ", s_names)}");
        }

        using OutputBuffer output = new(terminal.OpenOutput());
        output.Write(Encoding.UTF8.GetBytes(PerfSchema.Create() + "\n"));
        output.Flush();
        return ExitCode.Done;
    }
}
