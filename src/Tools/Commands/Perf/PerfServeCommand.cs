using System.CommandLine;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Serving;

namespace Sockets.Tools.Commands.Perf;

/// <summary>The verb <c>perf serve</c>.</summary>
internal sealed class PerfServeCommand
{
    private readonly CommonOptions _common = new();
    private readonly Argument<string?> _uri = new("uri") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _oneOff = new("--one-off") { Description = "End when the first client has gone." };

    private readonly Option<string> _maxTime = new("--max-time")
    {
        HelpName = "time",
        Description = "How long a test may take, warm-up included. Default 1h.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="run">What to do with a checked command line.</param>
    public static Verb Create(Func<ServePlan, Task<ExitCode>> run)
    {
        PerfServeCommand serve = new();
        Command command = new("serve", "The other side of perf run and perf loss, for several at once.") { serve._uri };
        Verb verb = serve.Describe(command);
        foreach (Option option in verb.Groups.SelectMany(static g => g.Options))
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) => (int)await run(serve.Read(parsed)));
        return verb;
    }

    private ServePlan Read(ParseResult parsed)
    {
        OptionValues values = new(parsed);
        string uri = parsed.GetValue(_uri) ?? $"tcp://:{ServePlan.DefaultPort}";
        ChannelSettings settings = _common.ReadControl(values, uri, listens: true) with { ZmqSecurity = _common.ZeroMq.ReadSecurity(values) };
        PerfEndpoints.CheckSessions(settings.Endpoint, "perf serve");
        if (settings.Endpoint.MaxMessage < ControlLine.LongestOfClient)
        {
            throw ToolException.Usage(
                $"key 'maxmessage': {settings.Endpoint.MaxMessage} bytes are too few for what a client has to say", $"at least {ControlLine.LongestOfClient}");
        }

        return new ServePlan
        {
            Settings = settings,
            Report = _common.ReadReport(values),
            OneOff = values.Has(_oneOff),
            LongestTest = values.Read<TimeSpan>(_maxTime, Duration.TryParse) ?? TimeSpan.FromHours(1),
        };
    }

    private Verb Describe(Command command) => new()
    {
        Command = command,
        Operands = "[uri]",
        OperandMeanings = [("uri", $"where to listen: tcp://, tls:// or unix:// (default tcp://:{ServePlan.DefaultPort}, this machine only)")],
        Examples =
        [
            new Example("For the programs of this machine", "sockets perf serve"),
            new Example("For everybody", $"sockets perf serve 'tcp://*:{ServePlan.DefaultPort}'"),
            new Example("With ZeroMQ sockets that are encrypted", "sockets perf serve --curve-key server.key"),
            new Example("With a thread for each connection", $"sockets perf serve tcp://:{ServePlan.DefaultPort} --driver thread"),
        ],
        Groups = [new OptionGroup("Serving", [_oneOff, _maxTime, _common.Driver]), new OptionGroup("ZeroMQ", _common.ZeroMq.All), new OptionGroup("Report", [_common.Quiet, _common.Color])],
    };
}
