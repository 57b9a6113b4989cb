using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Sockets.Tools.Commands.Help;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Hosting;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands;

/// <summary>
/// Runs a command line with our own exit codes and errors: the parser's are 1 for everything, and its handling of
/// signals does not know what draining is.
/// </summary>
internal static class CommandLineHost
{
    // No response files: payloads may begin with '@'.
    private static readonly ParserConfiguration s_parser = new() { ResponseFileTokenReplacer = null };

    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) =>
        root.Parse(JsonOption.Normalize(arguments), s_parser);

    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> arguments, Terminal terminal, TextWriter output)
    {
        StatusWriter status = new(terminal.Error, new ReportSettings().HasColor(terminal));
        try
        {
            ParseResult parsed = Parse(root, arguments);
            RejectUnknownOptions(parsed);
            if (arguments.Count == 0)
            {
                // Nothing was asked: that is a mistake, but one that the help answers.
                output = terminal.Error;
                parsed = Parse(root, ["--help"]);
            }
            else if (parsed.Action is ParseErrorAction)
            {
                throw Explain(parsed);
            }

            InvocationConfiguration invocation = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output,
                Error = terminal.Error,
            };
            int code = await parsed.InvokeAsync(invocation);
            return arguments.Count == 0 ? (int)ExitCode.Usage : code;
        }
        catch (ToolException e)
        {
            status.WriteError(e.OneLine);
            return (int)e.Code;
        }
        catch (Exception e) when (e is BrokenPipeException || (e is IOException writing && WriteErrors.IsBrokenPipe(writing)))
        {
            // Who read it, with head say, has seen enough.
            return (int)ExitCode.Done;
        }
        catch (IOException e) when (WriteErrors.IsNoSpace(e) || WriteErrors.IsNotOpen(e))
        {
            // What verbs write says so itself: this was the help, or the version.
            ToolException failed = StandardOutput.Failed(e);
            status.WriteError(failed.OneLine);
            return (int)failed.Code;
        }
        catch (Exception e)
        {
            ToolException bug = Failure.Bug(e);
            status.WriteError(bug);
            return (int)bug.Code;
        }
    }

    // The parser takes an option it does not know for an operand.
    private static void RejectUnknownOptions(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<string> operands = command.Arguments
            .SelectMany(a => parsed.GetResult(a)?.Tokens ?? [])
            .Select(t => t.Value)
            .Concat(parsed.UnmatchedTokens);
        string? odd = operands.FirstOrDefault(o => o.StartsWith('-') && o.Length > 1);
        if (odd is null || parsed.Action is HelpOutput || parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash))
        {
            return;
        }

        string name = odd.Split('=')[0];
        string meant = Suggestion.Phrase(name, command.Options.SelectMany(o => o.Aliases.Append(o.Name)));
        throw ToolException.Usage($"unknown option '{name}'{meant}", $"see {HelpOf(command)}");
    }

    private static string HelpOf(Command command) => $"{CommandPath.Of(command)} --help";

    private static ToolException Explain(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string help = HelpOf(command);
        string? odd = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (odd is null && command.Subcommands.Count > 0)
        {
            throw ToolException.Usage($"{command.Name} needs to be told what", $"as in: {CommandPath.Of(command.Subcommands[0])}");
        }

        if (odd is null)
        {
            return ToolException.Usage(parsed.Errors[0].Message.TrimEnd('.'), $"see {help}");
        }

        return command.Subcommands.Count > 0
            ? ToolException.Usage($"unknown verb '{odd}'{Suggestion.Phrase(odd, command.Subcommands.Select(c => c.Name))}", $"see {help}")
            : ToolException.Usage($"'{odd}' is one argument too many", $"see {help}");
    }
}
