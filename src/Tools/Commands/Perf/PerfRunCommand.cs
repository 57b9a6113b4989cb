using System.CommandLine;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Running;
using Sockets.Transport;

namespace Sockets.Tools.Commands.Perf;

/// <summary>The verb <c>perf run</c>.</summary>
internal sealed class PerfRunCommand
{
    private const int DefaultThroughputSize = 1024;
    private const int DefaultLatencySize = 64;

    private static readonly (string Name, PerfMode Mode)[] s_modes =
        [("throughput", PerfMode.Throughput), ("pingpong", PerfMode.PingPong), ("underload", PerfMode.UnderLoad)];

    private readonly PerfTestOptions _options = new();
    private readonly Argument<string> _uri = new("uri");

    private readonly Option<string> _mode = new("--mode")
    {
        HelpName = "throughput|pingpong|underload",
        Description = "As fast as it goes or at a rate; there and back one at a time; there and back at a rate. Default throughput.",
    };

    private readonly Option<string> _replyEvery = new("--reply-every")
    {
        HelpName = "number",
        Description = "With underload: every how manieth message is sent back and timed. Default 1.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="run">What to do with a checked command line.</param>
    public static Verb Create(Func<RunPlan, Task<ExitCode>> run)
    {
        PerfRunCommand perf = new();
        Command command = new("run", "Measures throughput and latency to a server (perf serve).") { perf._uri };
        Verb verb = perf.Describe(command);
        foreach (Option option in verb.Groups.SelectMany(static g => g.Options))
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) => (int)await run(perf.Read(parsed)));
        return verb;
    }

    private RunPlan Read(ParseResult parsed)
    {
        OptionValues values = new(parsed);
        ChannelSettings settings = _options.ReadData(values, parsed.GetValue(_uri)!, listens: false);
        ChannelSettings server = ReadServer(values, settings);
        string name = values.ReadWord(_mode, [.. s_modes.Select(static m => m.Name)]) ?? s_modes[0].Name;
        PerfMode mode = s_modes.First(m => m.Name == name).Mode;
        if (values.Has(_replyEvery) && mode != PerfMode.UnderLoad)
        {
            throw ToolException.Usage("--reply-every is for --mode underload", "leave it out");
        }

        IReadOnlyList<TestPlan> tests = _options.ReadTests(
            values,
            mode,
            mode == PerfMode.Throughput ? DefaultThroughputSize : DefaultLatencySize,
            TimeSpan.FromSeconds(10),
            TimeSpan.FromSeconds(1));
        tests = [.. tests.Select(test => test with { ReplyEvery = PerfTestOptions.ReadCount(values, _replyEvery) })];
        if (settings.Endpoint.Zmq is not null)
        {
            ZmqPlan sockets = PerfEndpoints.Plan(settings.Endpoint, server.Endpoint, OverflowPolicy.Wait);
            tests = [.. tests.Select(test => _options.OverZeroMq(values, test, sockets))];
        }

        if (tests.Select(static test => test.Fault()).FirstOrDefault(static fault => fault is not null) is { } fault)
        {
            throw ToolException.Usage(fault, mode == PerfMode.UnderLoad && tests[0].Rate is null ? "add --rate 10k/s, say" : "see sockets perf run --help");
        }

        ReportSettings report = _options.ReadReport(values);
        if (report.Mode == ReportMode.Iperf3 && (tests.Count > 1 || mode != PerfMode.Throughput))
        {
            throw ToolException.Usage("--json=iperf3 has words for one test of throughput or loss", "give one --size, or take --json");
        }

        return new RunPlan
        {
            Verb = "perf run",
            Settings = settings,
            Server = server,
            Tests = tests,
            Report = report,
            Interval = _options.ReadInterval(values),
            Csv = _options.ReadCsv(values),
            Page = _options.ReadPage(values),
            Expectations = _options.ReadExpectations(values, tests),
        };
    }

    /// <summary>Sessions go where the server is; ZeroMQ's sockets have places of their own.</summary>
    private ChannelSettings ReadServer(OptionValues values, ChannelSettings data)
    {
        if (data.Endpoint.Zmq is not null)
        {
            PerfEndpoints.CheckConnects(data.Endpoint);
            return _options.ReadServer(values, data.Endpoint.Path.Length > 0 ? "127.0.0.1" : data.Endpoint.Host);
        }

        PerfEndpoints.CheckSessions(data.Endpoint, "perf run");
        PerfEndpoints.CheckConnects(data.Endpoint);
        return values.Has(_options.Server)
            ? throw ToolException.Usage("--server is for zmq: endpoints: others are the server's", "leave it out")
            : data;
    }

    private Verb Describe(Command command) => new()
    {
        Command = command,
        Operands = "<uri>",
        OperandMeanings = [("uri", "the server: tcp://host:port, tls://host:port or unix://path; or where it binds: zmq:TYPE@tcp://host:port")],
        Examples =
        [
            new Example("As fast as it goes, three sizes", "sockets perf run tcp://127.0.0.1:5301 --size 64,1KiB,64KiB"),
            new Example("There and back, one at a time", "sockets perf run tcp://127.0.0.1:5301 --mode pingpong --driver thread"),
            new Example("Latency at a rate", "sockets perf run tcp://127.0.0.1:5301 --mode underload --rate 10k/s"),
            new Example("Over ZeroMQ sockets, push to pull", "sockets perf run zmq:push@tcp://127.0.0.1:5303"),
            new Example("For a script", "sockets perf run tcp://127.0.0.1:5301 --expect 'rate>=100k/s' --json"),
        ],
        Groups = [_options.What(_mode, _replyEvery), _options.Connection(_options.Server), _options.ZeroMq, _options.Report],
    };
}
