using System.CommandLine;
using System.CommandLine.Completions;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>The verb <c>statsd listen</c>: its options, and what they may be together.</summary>
internal sealed class StatsdListenCommand
{
    private const string Default = "statsd://:8125";

    private readonly Argument<string?> _uri = new("uri")
    {
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { static _ => StatsdEndpointParser.Schemes.Select(static scheme => new CompletionItem(scheme + "://")) },
    };

    private readonly Option<string> _lint = new("--lint")
    {
        HelpName = "servers",
        Description = $"Name those of these servers that would reject or misread a line: all, or some of {string.Join(", ", Lint.Servers)}.",
    };

    private readonly Option<string> _count = new("--count", "-n") { HelpName = "number", Description = "Stop after this many lines." };

    private readonly Option<string> _for = new("--for") { HelpName = "time", Description = "Stop after this time." };

    private readonly Option<string> _json = new("--json")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "An object per line, also on a terminal.",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing but errors on standard error." };

    /// <summary>Makes the verb.</summary>
    /// <param name="terminal">What the defaults depend on.</param>
    /// <param name="run">What it does with a checked command line.</param>
    public static Verb Create(Terminal terminal, Func<StatsdListenPlan, Task<ExitCode>> run)
    {
        StatsdListenCommand listen = new();
        Command command = new("listen", "Shows the metrics that arrive: a table on a terminal, else JSON.");
        command.Add(listen._uri);
        foreach (Option option in (Option[])[listen._lint, listen._count, listen._for, listen._json, listen._quiet])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) => (int)await run(listen.Read(parsed, terminal)));
        return listen.Describe(command);
    }

    private StatsdListenPlan Read(ParseResult parsed, Terminal terminal)
    {
        OptionValues values = new(parsed);
        return new StatsdListenPlan
        {
            Endpoint = StatsdEndpointParser.Parse(parsed.GetValue(_uri) ?? Default),
            Lint = ReadServers(parsed.GetValue(_lint)),
            Count = values.Read<long>(_count, Quantity.TryParse),
            For = values.Read<TimeSpan>(_for, Duration.TryParse),
            Table = values.ReadWord(_json, JsonOption.Forms) is null && terminal.OutputIsTerminal && terminal.IsWatched,
            Report = new ReportSettings { Verbosity = values.Has(_quiet) ? Verbosity.Quiet : Verbosity.Normal },
        };
    }

    private static IReadOnlyList<string> ReadServers(string? text)
    {
        if (text is null or Lint.All)
        {
            return text is null ? [] : Lint.Servers;
        }

        string[] servers = text.Split(',');
        return servers.FirstOrDefault(server => !Lint.Servers.Contains(server)) is { } unknown
            ? throw ToolException.Usage(
                $"--lint: unknown server '{unknown}'{Suggestion.Phrase(unknown, Lint.Servers)}",
                $"there are {string.Join(", ", Lint.Servers)}, or all")
            : servers;
    }

    private Verb Describe(Command command) => new()
    {
        Command = command,
        Operands = "[uri]",
        OperandMeanings = [("uri", $"where to listen: statsd://host:port, statsd+tcp://… or statsd+unix://…; default {Default}, this machine only")],
        Examples =
        [
            new Example("What arrives, and who would not read it", "sockets statsd listen statsd://:8125 --lint all"),
            new Example("A socket for a DogStatsD client", "sockets statsd listen statsd+unix:///tmp/dsd.sock"),
            new Example("The first ten lines as JSON", "sockets statsd listen statsd+tcp://:8125 --count 10 --json"),
        ],
        Groups =
        [
            new OptionGroup("What is shown", [_lint, _json]),
            new OptionGroup("When it ends", [_count, _for]),
            new OptionGroup("Report", [_quiet]),
        ],
    };
}
