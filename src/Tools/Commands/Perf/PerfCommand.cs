using System.CommandLine;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All;

namespace Sockets.Tools.Commands.Perf;

/// <summary>The verb <c>perf</c> and what can be measured.</summary>
internal sealed class PerfCommand
{
    // Shorter, there is nothing to measure; longer is a mistake of the unit: everything would take hours.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    private readonly Option<string> _time = new("--time")
    {
        HelpName = "time",
        Description = "How long each of the measurements lasts. Default 1s; all of it takes about thirty times as long.",
    };

    private readonly Option<string> _json = new("--json")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "One JSON document instead of the tables.",
    };

    private readonly Option<string> _page = PageOption.Create();

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Do not show what is being measured; only errors and the result." };

    /// <summary>Makes the verb.</summary>
    /// <param name="run">What <c>perf all</c> does with a checked command line.</param>
    /// <param name="others">The other things that can be done, with verbs of their own.</param>
    public static Verb Create(Func<AllPlan, Task<ExitCode>> run, params IReadOnlyList<Verb> others)
    {
        PerfCommand perf = new();
        Command all = new("all", "Measures every mode on this machine alone. Needs no set-up.");
        foreach (Option option in (Option[])[perf._time, perf._json, perf._page, perf._quiet])
        {
            all.Add(option);
        }

        all.SetAction(async (parsed, _) => (int)await run(perf.Read(parsed)));
        Command command = new("perf", "Measures throughput, latency, and what happens under overload.");
        command.Add(all);
        foreach (Verb other in others)
        {
            command.Add(other.Command);
        }

        return perf.Describe(command, all, others);
    }

    private AllPlan Read(ParseResult parsed)
    {
        OptionValues values = new(parsed);
        TimeSpan time = values.Read<TimeSpan>(_time, Duration.TryParse) ?? AllPlan.DefaultTime;
        if (time < s_shortest || time > s_longest)
        {
            throw ToolException.Usage("--time is for each of the measurements", "give it from 10ms to 10m");
        }

        return new AllPlan
        {
            Page = PageOption.Read(values, _page),
            Time = new MeasuringTime(time),
            Report = new ReportSettings
            {
                Mode = values.ReadWord(_json, [JsonOption.Document]) is null ? ReportMode.Text : ReportMode.JsonDocument,
                Verbosity = values.Has(_quiet) ? Verbosity.Quiet : Verbosity.Normal,
            },
        };
    }

    private Verb Describe(Command command, Command all, IReadOnlyList<Verb> others)
    {
        Example first = new("Every mode on this machine, in half a minute", "sockets perf all");
        Example longer = new("Steadier figures, in two and a half minutes", "sockets perf all --time 5s");
        return new Verb
        {
            Command = command,
            Operands = "<what>",
            OperandMeanings =
            [
                ("all", "every mode on the loopback: throughput, round trips, losses by place, slow readers, costs"),
                .. others.Select(static verb => (verb.Command.Name, verb.Command.Description ?? "")),
            ],
            Examples = [first, .. others.Select(static verb => verb.Examples[0])],
            Groups = [],
            Children =
            [
                new Verb
                {
                    Command = all,
                    Operands = "",
                    OperandMeanings = [],
                    Examples =
                    [
                        first,
                        longer,
                        new Example("For a program", "sockets perf all --json"),
                        new Example("A page to look at, or to send to somebody", "sockets perf all --report run.html"),
                    ],
                    Groups = [new OptionGroup("Length", [_time]), new OptionGroup("Report", [_json, _page, _quiet])],
                },
                .. others,
            ],
        };
    }
}
