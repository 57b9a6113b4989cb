using System.CommandLine;
using System.Net;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Running;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Commands.Perf;

/// <summary>The verb <c>perf loss</c>.</summary>
internal sealed class PerfLossCommand
{
    // It fits a frame of 1,500 bytes with any header and most tunnels.
    private const int DefaultSize = 1200;

    private static readonly string[] s_policies = [PolicyNames.NameOf(OverflowPolicy.DropNewest), PolicyNames.NameOf(OverflowPolicy.DropOldest)];

    private readonly PerfTestOptions _options = new();
    private readonly Argument<string> _uri = new("uri");

    private readonly Option<string> _findMax = new("--find-max")
    {
        HelpName = "loss",
        Description = "Search the highest rate with at most this loss, as in 0.1%: up to 20 tests.",
    };

    private readonly Option<string> _slowReader = new("--slow-reader")
    {
        HelpName = "time/number",
        Description = "The receiver pauses: 5ms/100 pauses 5 ms after every 100 messages.",
    };

    private readonly Option<string> _policy = new("--policy")
    {
        HelpName = "drop-newest|drop-oldest",
        Description = "Of zmq:pub and zmq:sub: what the publisher drops when its subscriber cannot keep up. Default drop-newest.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="run">What to do with a checked command line.</param>
    public static Verb Create(Func<RunPlan, Task<ExitCode>> run)
    {
        PerfLossCommand loss = new();
        Command command = new("loss", "Measures what gets lost over udp:// and zmq:pub, and where.") { loss._uri };
        Verb verb = loss.Describe(command);
        foreach (Option option in verb.Groups.SelectMany(static g => g.Options))
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) => (int)await run(loss.Read(parsed)));
        return verb;
    }

    private RunPlan Read(ParseResult parsed)
    {
        OptionValues values = new(parsed);
        ChannelSettings settings = _options.ReadData(values, parsed.GetValue(_uri)!, listens: null);
        EndpointUri data = settings.Endpoint;
        if (data is { Udp: null, Zmq: null })
        {
            throw ToolException.Usage($"'{data.Text}' loses nothing: loss is of udp://, zmq:pub and zmq:sub", "measure it with sockets perf run");
        }

        ChannelSettings? server = ReadServer(values, data);
        TimeSpan time = server is null ? TestPlan.LongestTime : TimeSpan.FromSeconds(10);
        SlowReader? slow = values.Read<SlowReader>(_slowReader, SlowReader.TryParse);
        IReadOnlyList<TestPlan> tests =
        [
            .. _options.ReadTests(values, PerfMode.Loss, DefaultSize, time, TimeSpan.Zero).Select(test => Over(values, test, data, server) with
            {
                ReaderPauseNs = ReportJson.Nanoseconds(slow?.Pause ?? TimeSpan.Zero),
                ReaderEvery = slow?.Every ?? 1,
            }),
        ];
        Check(values, data, server, tests);
        return new RunPlan
        {
            Verb = "perf loss",
            Settings = settings with { Purpose = Purpose.Receive },
            Server = server,
            Tests = server is null ? [tests[0] with { Flow = DataFlow.Down }] : tests,
            FindMax = values.Read<Share>(_findMax, Share.TryParse)?.Ratio,
            Report = _options.ReadReport(values),
            Interval = _options.ReadInterval(values),
            Csv = _options.ReadCsv(values),
            Page = _options.ReadPage(values),
            Expectations = _options.ReadExpectations(values, server is null || values.Has(_findMax) ? [] : tests),
        };
    }

    /// <summary>The same test over a transport that loses messages.</summary>
    private TestPlan Over(OptionValues values, TestPlan test, EndpointUri data, ChannelSettings? server)
    {
        string? policy = values.ReadWord(_policy, s_policies);
        if (data.Udp is { } udp)
        {
            return policy is null
                ? test with { Datagrams = Plan(data, udp) }
                : throw ToolException.Usage("--policy is for zmq: endpoints: datagrams are dropped wherever there is no room", "leave it out");
        }

        return _options.OverZeroMq(values, test, PerfEndpoints.Plan(data, server!.Endpoint, PolicyNames.Parse(policy ?? s_policies[0])));
    }

    /// <summary>Where the server is; null when nobody sends for us.</summary>
    private ChannelSettings? ReadServer(OptionValues values, EndpointUri data)
    {
        if (data.Zmq is not null)
        {
            PerfEndpoints.CheckConnects(data);
        }
        else if (values.ReadText(_options.Server) is null && (data.ImpliesListening || UdpOptions.IsGroup(data.Host)))
        {
            return null;
        }

        return _options.ReadServer(values, data.Path.Length > 0 ? "127.0.0.1" : data.Host);
    }

    private void Check(OptionValues values, EndpointUri data, ChannelSettings? server, IReadOnlyList<TestPlan> tests)
    {
        if (server is null)
        {
            Option[] sending = [.. _options.What().Options.Where(o => o != _options.Time).Append(_findMax)];
            if (sending.FirstOrDefault(values.Has) is { } odd)
            {
                throw ToolException.Usage($"{odd.Name} is for a test with a server: without one this side only listens", "name it with --server tcp://host:5301");
            }

            return;
        }

        if (data.Udp is { } udp)
        {
            CheckDatagrams(data, udp);
        }

        if (values.Has(_findMax) && (tests.Count > 1 || tests[0].Rate is not null))
        {
            throw ToolException.Usage("--find-max chooses the rate, for one size", "leave --rate out, and give one --size");
        }

        if (tests.Select(static test => test.Fault()).FirstOrDefault(static fault => fault is not null) is { } fault)
        {
            throw ToolException.Usage(fault, "see sockets perf loss --help");
        }
    }

    private static void CheckDatagrams(EndpointUri data, UdpSettings udp)
    {
        string? alien = udp switch
        {
            { Wire: not MulticastWire.Native } => "wire",
            { Second: not null } => "second",
            { Parity: not null } or { UsesParity: true } => "parity",
            { Repairs: true } => "repair",
            { KeyFile: not null } => "key-file",
            { Sources.Count: > 0 } => "source",
            { MoreGroups.Count: > 0 } => "groups",
            _ => null,
        };
        if (alien is not null)
        {
            throw ToolException.Usage($"key '{alien}' is not for a test with a server, which measures the bare way", "leave it out, or listen without --server");
        }

        if (!IPAddress.TryParse(data.Host, out _))
        {
            throw ToolException.Usage($"'{data.Host}' is a host name, and udp endpoints are addresses", "write the group's or host's address");
        }
    }

    private static DatagramPlan Plan(EndpointUri data, UdpSettings udp) => new()
    {
        Group = UdpOptions.IsGroup(data.Host) ? data.Host : null,
        Port = data.Port,
        DatagramBytes = udp.SendDatagram,
        ReceiveBufferBytes = udp.ReceiveBuffer,
        QueueBytes = udp.Queue,
        Reorder = udp.Reorder,
        Trains = udp.Trains != MulticastTrains.Never,
        TimeToLive = udp.TimeToLive,
        Dscp = udp.Dscp,
    };

    private Verb Describe(Command command) => new()
    {
        Command = command,
        Operands = "<uri>",
        OperandMeanings = [("uri", "where the data goes: udp://group:port?iface=eth0, udp://host:port or zmq:pub@tcp://host:port")],
        Examples =
        [
            new Example("To a host that runs perf serve", "sockets perf loss udp://127.0.0.1:5302 --rate 50k/s"),
            new Example(
                "To a group, received by a server",
                "sockets perf loss udp://239.1.2.3:5000 --server tcp://127.0.0.1:5301"),
            new Example("What is missing of what others send", "sockets perf loss 'udp://239.1.2.3:5000?iface=lo' --time 10s"),
            new Example("A slow ZeroMQ subscriber", "sockets perf loss zmq:pub@tcp://127.0.0.1:5303 --slow-reader 5ms/100"),
            new Example("The highest rate with little loss", "sockets perf loss udp://127.0.0.1:5302 --find-max 0.1% --time 2s"),
        ],
        Groups = [_options.What(_findMax, _slowReader, _policy), _options.Connection(_options.Server), _options.ZeroMq, _options.Report],
    };
}
