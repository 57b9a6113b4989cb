using System.CommandLine;
using System.CommandLine.Invocation;

namespace Sockets.Tools.Commands.Help;

/// <summary>What <c>--help</c> does.</summary>
internal sealed class HelpOutput : SynchronousCommandLineAction
{
    private readonly IReadOnlyList<Verb> _verbs;

    public HelpOutput(IReadOnlyList<Verb> verbs) => _verbs = verbs;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command asked = parseResult.CommandResult.Command;
        if (_verbs.Concat(_verbs.SelectMany(v => v.Children)).FirstOrDefault(v => v.Command == asked) is { } verb)
        {
            HelpText.Write(verb, output);
        }
        else
        {
            HelpText.Write(_verbs, asked.Description ?? "", output);
        }

        return (int)ExitCode.Done;
    }
}
