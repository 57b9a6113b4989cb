using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Perf.Streams.ZeroMq;
using Sockets.Transport;

namespace Sockets.Tools.Perf.Serving;

/// <summary>One client of a server: answers it, and runs one of its tests after the other.</summary>
internal sealed class ServedClient
{
    private const int NameBytes = 16;

    private readonly ControlLine _line;
    private readonly RunTable _runs;
    private readonly ServePlan _plan;
    private readonly Action<string> _say;
    private readonly string _name;
    private readonly TimeProvider _time;

    /// <param name="line">Its control connection.</param>
    /// <param name="name">Where it comes from, as people write it.</param>
    /// <param name="runs">Where tests wait for data streams.</param>
    /// <param name="plan">What the server was started with.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="say">Tells people.</param>
    public ServedClient(ControlLine line, string name, RunTable runs, ServePlan plan, TimeProvider time, Action<string> say)
    {
        _time = time;
        _line = line;
        _name = name;
        _runs = runs;
        _plan = plan;
        _say = say;
    }

    /// <summary>Serves it until it leaves.</summary>
    /// <param name="hello">What it said first.</param>
    /// <param name="stop">Ends it early, in order.</param>
    public async Task RunAsync(Hello hello, CancellationToken stop)
    {
        try
        {
            if (hello.Protocol != ControlMessage.Version)
            {
                await RefuseAsync(Versions(hello));
                return;
            }

            string driver = DriverNames.NameOf(_plan.Settings.Driver);
            await _line.SendAsync(
                new Welcome(ControlMessage.Version, "sockets " + ToolVersion.Text, PerfHost.Read(), driver, ClockName.OfThisHost), stop);
            while (true)
            {
                switch (await _line.ReceiveAsync(stop))
                {
                    case ClockProbe:
                        await _line.SendAsync(new ClockAnswer(MonotonicClock.Now, ClockComparison.WallNs()), stop);
                        break;
                    case Proposal proposal:
                        await ServeAsync(proposal.Plan, stop);
                        break;
                    case Stop or Start:
                        // It gave a test up that had not begun.
                        break;
                    case var other:
                        throw new ToolException(ExitCode.ProtocolError, $"'{other.GetType().Name}' was not expected");
                }
            }
        }
        catch (Exception e) when (e is TransportException or ObjectDisposedException or OperationCanceledException)
        {
            // It has gone, or this server goes.
        }
        catch (ToolException e)
        {
            _say($"{_name}: {e.OneLine}");
            _line.Connection.Abort();
        }
    }

    private static ToolException Versions(Hello hello) => new(
        ExitCode.ProtocolError,
        $"the server speaks version {ControlMessage.Version} of perf (sockets {ToolVersion.Text}), and the client version {hello.Protocol} ({hello.Tool})",
        "use the same sockets on both sides");

    private async Task ServeAsync(TestPlan plan, CancellationToken stop)
    {
        string run = Convert.ToHexString(RandomNumberGenerator.GetBytes(NameBytes));
        try
        {
            Check(plan);
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            TestEnd end = new(plan, Side.Far, _time, over.Token);
            await using IDataRun data = Open(plan, run, end);
            await _line.SendAsync(new Ready(run, data.Ports), stop);
            _say($"{_name}: {Describe(plan)}");
            await new ServedTest(plan, _line, end, data).RunAsync(run, over);
        }
        catch (ToolException e)
        {
            _say($"{_name}: {e.OneLine}");
            await RefuseAsync(e);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or SocketException or TransportException && !_line.Closed.IsCompleted)
        {
            ToolException refusal = new(ExitCode.Unreachable, "the server cannot: " + e.Message.TrimEnd('.'), innerException: e);
            _say($"{_name}: {refusal.OneLine}");
            await RefuseAsync(refusal);
        }
    }

    private Task RefuseAsync(ToolException error) => _line.SendAsync(new Refusal(error.Code, error.Message, error.Hint));

    private void Check(TestPlan plan)
    {
        if (plan.Fault() is { } fault)
        {
            throw ToolException.Usage(fault);
        }

        if (plan.Time + plan.Warmup > _plan.LongestTest)
        {
            throw ToolException.Usage(
                $"the server allows tests of {_plan.LongestTest.TotalSeconds:0.###} s, warm-up included", "shorten --time, or start it with a longer --max-time");
        }
    }

    private IDataRun Open(TestPlan plan, string run, TestEnd end) => plan switch
    {
        { Datagrams: not null } => new DatagramRun(
            plan, Side.Far, DataAddress.Of(_line.Connection.LocalEndPoint), DataAddress.Of(_line.Connection.RemoteEndPoint), networkInterface: null, end.Sink),
        { ZeroMq: { } zmq } => new ZmqRun(plan, Side.Far, _plan.Settings with { OnNotice = text => _say($"{_name}: {text}") }, HostOf(zmq), end.Sink),
        _ => OpenSessions(plan, run, end),
    };

    private ServerSessions OpenSessions(TestPlan plan, string run, TestEnd end) =>
        plan.Sends(Side.Far) && plan.SizeBytes > _line.Connection.MaxMessageLength
            ? throw ToolException.Usage(
                $"messages of {plan.SizeBytes} bytes are too long for the client: it takes {_line.Connection.MaxMessageLength}", "let it take more with ?maxmessage=")
            : _runs.Open(run, plan.Streams, end.Sink);

    /// <summary>Where to bind; null when that is a file, which only a client of this host may name.</summary>
    private IPAddress? HostOf(ZmqPlan plan) => plan switch
    {
        { Path: not null } when !DataAddress.IsOnThisHost(_line.Connection.RemoteEndPoint) =>
            throw ToolException.Usage("ipc:// is for processes of one host, and the client is on another", "measure tcp://"),
        { Path: not null } => null,
        { Host: { } host } => IPAddress.Parse(host),
        _ => DataAddress.Of(_line.Connection.LocalEndPoint),
    };

    private static string Describe(TestPlan plan) =>
        $"{plan.Mode.ToString().ToLowerInvariant()}, {plan.SizeBytes} B, {plan.Streams} stream{(plan.Streams == 1 ? "" : "s")}, {plan.Time.TotalSeconds:0.###} s";
}
