using System.CommandLine;
using System.CommandLine.Completions;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>The verb <c>statsd bench</c>: its options, and what they may be together.</summary>
internal sealed class StatsdBenchCommand
{
    private const int MostSeries = 50_000;

    private static readonly string[] s_kinds = ["counter", "timer"];

    private readonly StatsdReportOptions _report = new();

    private readonly Argument<string?> _uri = new("uri")
    {
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { static _ => StatsdEndpointParser.Schemes.Select(static scheme => new CompletionItem(scheme + "://")) },
    };

    private readonly Option<string> _rate = new("--rate", "-r") { HelpName = "rate", Description = "Metrics per second, as in 500k/s. Default 100k/s." };

    private readonly Option<string> _series = new("--series")
    {
        HelpName = "number",
        Description = $"Among how many names they go round. Default {StatsdBenchPlan.DefaultSeries}.",
    };

    private readonly Option<string> _time = new("--time") { HelpName = "time", Description = "How long. Default 10s." };

    private readonly Option<string> _kind = new("--kind")
    {
        HelpName = "counter|timer",
        Description = "counter (default): adds up and leaves once per second. timer: every value leaves.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="run">What it does with a checked command line.</param>
    public static Verb Create(Func<StatsdBenchPlan, Task<ExitCode>> run)
    {
        StatsdBenchCommand bench = new();
        Command command = new("bench", "Sends metrics at a steady rate and says what became of them.");
        command.Add(bench._uri);
        foreach (Option option in (Option[])[bench._rate, bench._series, bench._time, bench._kind])
        {
            command.Add(option);
        }

        bench._report.AddTo(command);
        command.SetAction(async (parsed, _) => (int)await run(bench.Read(parsed)));
        return bench.Describe(command);
    }

    private StatsdBenchPlan Read(ParseResult parsed)
    {
        OptionValues values = new(parsed);
        string uri = parsed.GetValue(_uri)
            ?? throw ToolException.Usage("statsd bench needs an endpoint", "as in: sockets statsd bench statsd://127.0.0.1:8125");
        Rate? rate = values.Read<Rate>(_rate, Rate.TryParse);
        if (rate is { Unit: not RateUnit.Messages })
        {
            throw ToolException.Usage("--rate counts metrics", "write it as 500k/s");
        }

        long series = values.Read<long>(_series, Quantity.TryParse) ?? StatsdBenchPlan.DefaultSeries;
        return new StatsdBenchPlan
        {
            Endpoint = StatsdEndpointParser.Parse(uri),
            Rate = rate?.PerSecond ?? StatsdBenchPlan.DefaultRate,
            Series = series <= MostSeries ? (int)series : throw ToolException.Usage($"--series {series} is more than {MostSeries}", "take less"),
            Time = values.Read<TimeSpan>(_time, Duration.TryParse) ?? TimeSpan.FromSeconds(10),
            Timers = values.ReadWord(_kind, s_kinds) == "timer",
            Report = _report.Read(values),
        };
    }

    private Verb Describe(Command command) => new()
    {
        Command = command,
        Operands = "<uri>",
        OperandMeanings = [("uri", "statsd://host:port, statsd+tcp://host:port or statsd+unix:///path")],
        Examples =
        [
            new Example("Half a million counts a second", "sockets statsd bench statsd://127.0.0.1:8125 --rate 500k/s"),
            new Example("Times, one line each", "sockets statsd bench statsd://:8125 --kind timer --rate 10k/s --time 5s"),
        ],
        Groups =
        [
            new OptionGroup("What is sent", [_rate, _series, _time, _kind]),
            _report.Group,
        ],
    };
}
