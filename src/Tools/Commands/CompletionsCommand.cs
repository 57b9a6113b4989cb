using System.CommandLine;
using System.Text;
using Sockets.Tools.Completions;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands;

/// <summary>The verb <c>completions</c>: a shell's script, made from the same table as the help.</summary>
internal static class CompletionsCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="terminal">Where the script goes.</param>
    /// <param name="verbs">All verbs there are, this one included; asked for when it runs.</param>
    public static Verb Create(Terminal terminal, Func<IReadOnlyList<Verb>> verbs)
    {
        Argument<string?> shell = new("shell") { Arity = ArgumentArity.ZeroOrOne };
        shell.CompletionSources.Add([.. Shells.Names]);
        Command command = new("completions", "Prints a script that lets a shell complete command lines.");
        command.Add(shell);
        command.SetAction(parsed => Print(parsed.GetValue(shell), terminal, verbs()));
        return new Verb
        {
            Command = command,
            Operands = "<shell>",
            OperandMeanings = [("shell", string.Join(", ", Shells.Names))],
            Examples =
            [
                new Example("In ~/.bashrc, as: source <(sockets completions bash)", "sockets completions bash"),
                new Example("Into a file _sockets in a folder of zsh's fpath", "sockets completions zsh"),
                new Example("Into ~/.config/fish/completions/sockets.fish", "sockets completions fish"),
                new Example("In $PROFILE, with: | Out-String | Invoke-Expression", "sockets completions pwsh"),
            ],
            Groups = [],
        };
    }

    private static int Print(string? shell, Terminal terminal, IReadOnlyList<Verb> verbs)
    {
        string known = string.Join(", ", Shells.Names);
        if (shell is null)
        {
            throw ToolException.Usage("completions needs to be told for which shell", $"one of {known}");
        }

        string script = Shells.Script(shell, CompletedCommand.Root(verbs))
            ?? throw ToolException.Usage($"there are no completions for '{shell}'{Suggestion.Phrase(shell, Shells.Names)}", $"shells are {known}");
        using OutputBuffer output = new(terminal.OpenOutput());
        output.Write(Encoding.UTF8.GetBytes(script));
        output.Flush();
        return (int)ExitCode.Done;
    }
}
