using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using System.Text;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Transport.Statsd;

namespace Sockets.Tools.Commands.Statsd;

/// <summary>The verb <c>statsd send</c>: its options, and what they may be together.</summary>
internal sealed class StatsdSendCommand
{
    private readonly StatsdReportOptions _report = new();

    private readonly Argument<string?> _uri = new("uri")
    {
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { static _ => StatsdEndpointParser.Schemes.Select(static scheme => new CompletionItem(scheme + "://")) },
    };

    private readonly Argument<string[]> _lines = new("line") { Arity = ArgumentArity.ZeroOrMore };

    private readonly Option<string[]> _counter = Metric("--counter", "Count: name=5.");
    private readonly Option<string[]> _gauge = Metric("--gauge", "Set a gauge: name=-5; negative is right on every server.");
    private readonly Option<string[]> _change = Metric("--change", "Change a gauge: name=+5 or name=-5, where the dialect can.");
    private readonly Option<string[]> _timer = Metric("--timer", "Record a time in milliseconds: name=12.5 or name=12.5ms.");
    private readonly Option<string[]> _histogram = Metric("--histogram", "Record a value of a histogram: name=5.");
    private readonly Option<string[]> _distribution = Metric("--distribution", "Record a value of a distribution: name=5.");
    private readonly Option<string[]> _set = Metric("--set", "Add a member to a set: name=joe.");

    private readonly Option<string[]> _tag = new("--tag")
    {
        HelpName = "key:value",
        Arity = ArgumentArity.OneOrMore,
        Description = "A tag of all metrics of these options. Can be given several times.",
    };

    private readonly Option<string> _rate = new("--rate")
    {
        HelpName = "0.1",
        Description = "The sample rate that counters and timers of these options claim. Default 1.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="terminal">What the defaults depend on.</param>
    /// <param name="run">What it does with a checked command line.</param>
    public static Verb Create(Terminal terminal, Func<StatsdSendPlan, Task<ExitCode>> run)
    {
        StatsdSendCommand send = new();
        Command command = new("send", "Sends metrics to a StatsD server.");
        command.Add(send._uri);
        command.Add(send._lines);
        foreach (Option option in send.All)
        {
            command.Add(option);
        }

        send._report.AddTo(command);
        command.SetAction(async (parsed, _) => (int)await run(send.Read(parsed, terminal)));
        return send.Describe(command);
    }

    private Option[] Metrics => [_counter, _gauge, _change, _timer, _histogram, _distribution, _set];

    private Option[] All => [.. Metrics, _tag, _rate];

    private static Option<string[]> Metric(string name, string description) => new(name)
    {
        HelpName = "name=value",
        Arity = ArgumentArity.OneOrMore,
        Description = description,
    };

    private StatsdSendPlan Read(ParseResult parsed, Terminal terminal)
    {
        OptionValues values = new(parsed);
        string uri = parsed.GetValue(_uri)
            ?? throw ToolException.Usage("statsd send needs an endpoint", "as in: sockets statsd send statsd://127.0.0.1:8125 --counter orders=1");
        StatsdEndpoint endpoint = StatsdEndpointParser.Parse(uri);
        if (endpoint.Host == EndpointUri.AnyHost)
        {
            throw ToolException.Usage($"'{uri}' is an address to listen on", "name the host to send to");
        }

        List<byte[]> lines = [];
        bool readsInput = false;
        foreach (string line in parsed.GetValue(_lines) ?? [])
        {
            readsInput |= line == "-";
            if (line != "-")
            {
                lines.Add(Encoding.UTF8.GetBytes(line));
            }
        }

        StatsdTag[] tags = [.. (parsed.GetValue(_tag) ?? []).Select(ReadTag)];
        double rate = parsed.GetValue(_rate) is { } text ? ReadNumber("--rate", text, text) : 1;
        foreach ((string option, string value) in values.InOrder(Metrics))
        {
            lines.Add(Write(endpoint, option, value, tags, rate));
        }

        if (lines.Count == 0 && !readsInput)
        {
            if (terminal.InputIsTerminal)
            {
                throw ToolException.Usage("there is nothing to send", "give lines as 'orders:1|c', --counter orders=1, or pipe lines in");
            }

            readsInput = true;
        }

        return new StatsdSendPlan { Endpoint = endpoint, Lines = lines, ReadsInput = readsInput, Report = _report.Read(values) };
    }

    private static StatsdTag ReadTag(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new StatsdTag(text) : new StatsdTag(text[..colon], text[(colon + 1)..]);
    }

    private byte[] Write(StatsdEndpoint endpoint, string option, string text, StatsdTag[] tags, double rate)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw ToolException.Usage($"{option}: '{text}' is no name and value", "write name=value, as in orders=1");
        }

        string value = text[(equals + 1)..];
        StatsdName name;
        try
        {
            string prefix = endpoint.Prefix.Length > 0 ? endpoint.Prefix + "." : "";
            name = new StatsdName(endpoint.Dialect, prefix + text[..equals], tags);
        }
        catch (ArgumentException e)
        {
            // Only its first sentence: the others are for programs.
            throw ToolException.Usage($"{option}: {e.Message.Split(": leave")[0].Split(" (Parameter")[0]}");
        }

        StatsdWriter writer = new(new byte[endpoint.MaxPacket ?? StatsdOptions.DefaultLocalBytes]);
        StatsdWriteStatus status = Write(ref writer, option, name, value, rate, text);
        return status switch
        {
            StatsdWriteStatus.Written => writer.Written.ToArray(),
            StatsdWriteStatus.Full => throw ToolException.Usage($"{option}: '{text}' does not fit a packet", "shorten it"),
            StatsdWriteStatus.Unsupported => throw ToolException.Usage(
                $"{option}: the dialect {endpoint.Dialect.Name} has no such line", "add dialect=… to the endpoint, or leave --rate or the fraction out"),
            _ => throw ToolException.Usage($"{option}: '{text}' cannot be said", "numbers are finite, times not negative, rates from 0 to 1"),
        };
    }

    private StatsdWriteStatus Write(ref StatsdWriter writer, string option, StatsdName name, string value, double rate, string text)
    {
        if (option == _set.Name)
        {
            return writer.TrySet(name, Encoding.UTF8.GetBytes(value));
        }

        double number = ReadNumber(option, option == _timer.Name && value.EndsWith("ms", StringComparison.Ordinal) ? value[..^2] : value, text);
        return option switch
        {
            _ when option == _counter.Name => writer.TryCount(name, number, rate),
            _ when option == _gauge.Name => writer.TryGauge(name, number),
            _ when option == _change.Name => writer.TryChangeGauge(name, number),
            _ when option == _timer.Name => writer.TryTime(name, number, rate),
            _ when option == _histogram.Name => writer.TryValue(name, StatsdMetricType.Histogram, number, rate),
            _ => writer.TryValue(name, StatsdMetricType.Distribution, number, rate),
        };
    }

    private static double ReadNumber(string option, string number, string text) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw ToolException.Usage($"{option}: '{number}' in '{text}' is not a number");

    private Verb Describe(Command command) => new()
    {
        Command = command,
        Operands = "<uri> [line...|-]",
        OperandMeanings =
        [
            ("uri", "statsd://host:port, statsd+tcp://host:port or statsd+unix:///path, with ?dialect=…&mtu=…&prefix=…"),
            ("line", "lines as they are, 'orders:1|c'; - or nothing for standard input"),
        ],
        Examples =
        [
            new Example("A count and a negative gauge", "sockets statsd send statsd://:8125 --counter orders=1 --gauge depth=-3"),
            new Example("With tags", "sockets statsd send statsd://:8125?dialect=dogstatsd --timer t=5ms --tag a:1"),
            new Example("Lines of a file", "cat metrics.txt | sockets statsd send statsd+tcp://127.0.0.1:8125"),
        ],
        Groups =
        [
            new OptionGroup("Metrics", Metrics),
            new OptionGroup("How they are written", [_tag, _rate]),
            _report.Group,
        ],
    };
}
