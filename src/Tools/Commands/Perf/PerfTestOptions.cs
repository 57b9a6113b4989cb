using System.CommandLine;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Serving;

namespace Sockets.Tools.Commands.Perf;

/// <summary>The options that <c>perf run</c> and <c>perf loss</c> have in common.</summary>
internal sealed class PerfTestOptions
{
    private static readonly string[] s_forms = [JsonOption.Document, JsonOption.Lines, JsonOption.Iperf3];
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromMilliseconds(100);

    private readonly CommonOptions _common = new();

    private readonly Option<string> _size = new("--size")
    {
        HelpName = "sizes",
        Description = "Bytes of each message; several, as in 64,1400,64KiB, are measured one after the other.",
    };

    private readonly Option<string> _rate = new("--rate")
    {
        HelpName = "rate",
        Description = "What is sent over all streams together, on a schedule that nothing moves: 100k/s, 50MB/s, 1Gbit/s.",
    };

    private readonly Option<string> _streams = new("--streams") { HelpName = "number", Description = "How many streams at once, 1 to 256. Default 1." };

    private readonly Option<bool> _bidir = new("--bidir") { Description = "Both sides send at once." };

    private readonly Option<bool> _reverse = new("--reverse") { Description = "The server sends, this side receives." };

    private readonly Option<string> _warmup = new("--warmup") { HelpName = "time", Description = "How long before the measuring begins." };

    private readonly Option<string> _burst = new("--burst") { HelpName = "number", Description = "How many messages are due at once, with --rate. Default 1." };

    private readonly Option<string> _json = new("--json")
    {
        HelpName = "lines|iperf3",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "One JSON document on standard output; =lines an object per interval and result; =iperf3 in the words of iperf3.",
    };

    private readonly Option<string> _csv = new("--csv") { HelpName = "file", Description = "A row per interval and result; - for standard output." };

    private readonly Option<string> _page = PageOption.Create();

    private readonly Option<string> _interval = new("--interval") { HelpName = "time", Description = "How often there is a line while it runs. Default 1s." };

    private readonly Option<string[]> _expect = new("--expect")
    {
        HelpName = "condition",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        Description = "Exit 5 unless every result meets it: loss<0.1%, p99<250us, rate>=99%. Can be given several times.",
    };

    /// <summary>How long each test lasts.</summary>
    public Option<string> Time { get; } = new("--time") { HelpName = "time", Description = "How long each test lasts. Default 10s." };

    /// <summary>Where the server is, when the endpoint does not say it.</summary>
    public Option<string> Server { get; } = new("--server")
    {
        HelpName = "uri",
        Description = "Where perf serve listens, for udp:// and zmq:. Default: the same host, port 5301; for a group none: this side only listens.",
    };

    public OptionGroup What(params ReadOnlySpan<Option> more) => new("What", [.. more, _size, _rate, _burst, _streams, _bidir, _reverse, Time, _warmup]);

    public OptionGroup Connection(params ReadOnlySpan<Option> more) => new("Connection", [.. more, _common.Driver, _common.ConnectTimeout]);

    public OptionGroup Report => new("Report", [_expect, _json, _csv, _page, _interval, _common.Quiet, _common.Live, _common.Color]);

    public OptionGroup ZeroMq => new("ZeroMQ", _common.ZeroMq.All);

    /// <summary>Where data goes. A <c>zmq:</c> endpoint is the server's to bind, so that the port may be left to it.</summary>
    public ChannelSettings ReadData(OptionValues values, string uri, bool? listens) =>
        _common.ReadChannel(values, uri, uri.StartsWith(ZmqUri.Prefix, StringComparison.Ordinal) ? true : listens);

    /// <summary>Where the server is.</summary>
    /// <param name="values">The options.</param>
    /// <param name="host">Where it is when nobody says it.</param>
    public ChannelSettings ReadServer(OptionValues values, string host)
    {
        string place = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        ChannelSettings server = _common.ReadControl(values, values.ReadText(Server) ?? $"tcp://{place}:{ServePlan.DefaultPort}", listens: false);
        PerfEndpoints.CheckSessions(server.Endpoint, "--server");
        PerfEndpoints.CheckConnects(server.Endpoint);
        return server;
    }

    /// <summary>The same test over ZeroMQ sockets, in the direction that their kind has.</summary>
    /// <param name="values">The options.</param>
    /// <param name="test">The test.</param>
    /// <param name="plan">The sockets.</param>
    public TestPlan OverZeroMq(OptionValues values, TestPlan test, ZmqPlan plan) => test with
    {
        ZeroMq = plan,
        Flow = values.Has(_bidir) || values.Has(_reverse) ? test.Flow : ZmqPattern.FlowOf(plan.Role),
    };

    /// <summary>What the results have to meet.</summary>
    /// <param name="values">The options.</param>
    /// <param name="tests">Tests whose rate is known; none where it is chosen later, or is others'.</param>
    public IReadOnlyList<PerfExpectation> ReadExpectations(OptionValues values, IReadOnlyList<TestPlan> tests)
    {
        IReadOnlyList<PerfExpectation> expectations = values.ReadAll<PerfExpectation>(_expect, PerfExpectation.TryParse);
        foreach (PerfExpectation expectation in expectations)
        {
            if (tests.Select(expectation.Fault).FirstOrDefault(static fault => fault is not null) is { } fault)
            {
                throw ToolException.Usage($"--expect {expectation.Text} cannot be told", fault);
            }
        }

        return expectations;
    }

    public string? ReadPage(OptionValues values) => PageOption.Read(values, _page);

    public string? ReadCsv(OptionValues values) => values.ReadText(_csv);

    public TimeSpan ReadInterval(OptionValues values)
    {
        TimeSpan interval = values.Read<TimeSpan>(_interval, Duration.TryParse) ?? TimeSpan.FromSeconds(1);
        return interval >= s_shortestInterval ? interval : throw ToolException.Usage("--interval is too short to look at anything", "give it from 100ms on");
    }

    public ReportSettings ReadReport(OptionValues values)
    {
        ReportSettings common = _common.ReadReport(values);
        ReportMode mode = JsonOption.ModeOf(values.Has(_json) ? values.ReadWord(_json, s_forms) : null);
        return values.ReadText(_csv) == "-" && mode != ReportMode.Text
            ? throw ToolException.Usage("--csv - and --json both want standard output", "give one of them a file")
            : common with { Mode = mode };
    }

    /// <summary>A test for each size.</summary>
    /// <param name="values">The options.</param>
    /// <param name="mode">What is measured.</param>
    /// <param name="defaultSize">The size of who does not choose.</param>
    /// <param name="defaultTime">The time of who does not choose.</param>
    /// <param name="defaultWarmup">The warm-up of who does not choose.</param>
    public IReadOnlyList<TestPlan> ReadTests(OptionValues values, PerfMode mode, int defaultSize, TimeSpan defaultTime, TimeSpan defaultWarmup)
    {
        Rate? rate = values.Read<Rate>(_rate, Rate.TryParse);
        TimeSpan time = values.Read<TimeSpan>(Time, Duration.TryParse) ?? defaultTime;
        if (time < s_shortest || time > TestPlan.LongestTime)
        {
            throw ToolException.Usage("--time is for each of the tests", "give it from 10ms to 24h");
        }

        if (values.Has(_bidir) && values.Has(_reverse))
        {
            throw ToolException.Usage("--bidir and --reverse contradict each other", "give one of them");
        }

        if (values.Has(_burst) && rate is null)
        {
            throw ToolException.Usage("--burst says how many messages are due at once", "add --rate");
        }

        return [.. (values.Read<SizeList>(_size, SizeList.TryParse)?.Bytes ?? [defaultSize]).Select(Plan)];

        TestPlan Plan(int size)
        {
            TestPlan plan = new()
            {
                Mode = mode,
                Flow = values.Has(_bidir) ? DataFlow.Both : values.Has(_reverse) ? DataFlow.Down : DataFlow.Up,
                SizeBytes = size,
                Streams = ReadCount(values, _streams),
                TimeNs = ReportJson.Nanoseconds(time),
                WarmupNs = ReportJson.Nanoseconds(values.Read<TimeSpan>(_warmup, Duration.TryParseAny) ?? defaultWarmup),
                MessagesPerSecond = rate is { Unit: RateUnit.Messages } messages ? messages.PerSecond : null,
                BitsPerSecond = rate is { Unit: RateUnit.Bits } bits ? bits.PerSecond : null,
                Burst = ReadCount(values, _burst),
            };
            double each = plan.MessagesOfStream ?? 0;
            return each <= TestPlan.MostPerSecond ? plan : throw ToolException.Usage(
                $"--rate: {HumanText.MessageRate(each)} on a stream is more than any machine sends", $"at most {HumanText.MessageRate(TestPlan.MostPerSecond)}");
        }
    }

    /// <summary>A number of at least 1; 1 when the option is not given.</summary>
    public static int ReadCount(OptionValues values, Option<string> option)
    {
        long count = values.Read<long>(option, Quantity.TryParse) ?? 1;
        return count is >= 1 and <= int.MaxValue ? (int)count : throw ToolException.Usage($"{option.Name} is at least 1");
    }
}
