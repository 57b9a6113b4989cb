using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Serving;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Perf;

/// <summary>Command lines of <c>perf</c> with <c>zmq:</c> endpoints.</summary>
public sealed class PerfZeroMqPlanTests
{
    [Theory]
    [InlineData("zmq:push@tcp://10.0.0.5:5303", "tcp://10.0.0.5:5301", 5303, null)]
    [InlineData("zmq:push@tcp://[fd00::5]:*", "tcp://[fd00::5]:5301", 0, null)]
    [InlineData("zmq:push@tcp://somewhere:0", "tcp://somewhere:5301", 0, null)]
    [InlineData("zmq:push@ipc:///run/x.sock", "tcp://127.0.0.1:5301", 0, "/run/x.sock")]
    public void The_server_is_where_it_binds_unless_told(string uri, string server, int port, string? path)
    {
        RunPlan plan = Plans.Test("perf", "run", uri);
        ZmqPlan sockets = plan.Tests[0].ZeroMq!;

        Assert.Equal((server, port, path, null), (plan.Server!.Endpoint.Text, sockets.Port, sockets.Path, sockets.Host));
    }

    [Fact]
    public void A_server_may_bind_at_another_of_its_addresses()
    {
        RunPlan plan = Plans.Test("perf", "run", "zmq:push@tcp://10.0.0.5:5303", "--server", "tls://measure:5301");

        Assert.Equal(("tls://measure:5301", "10.0.0.5"), (plan.Server!.Endpoint.Text, plan.Tests[0].ZeroMq!.Host));
    }

    [Theory]
    [InlineData("push", 0)]
    [InlineData("pull", 1)]
    [InlineData("dealer", 0)]
    [InlineData("dealer --reverse", 1)]
    [InlineData("pair --bidir", 2)]
    [InlineData("sub --reverse", 1)]
    public void The_kind_of_socket_says_who_sends(string words, int flow)
    {
        string[] parts = words.Split(' ');
        RunPlan plan = Plans.Test(["perf", "run", $"zmq:{parts[0]}@tcp://h:1", .. parts[1..]]);

        Assert.Equal((DataFlow)flow, plan.Tests[0].Flow);
        Assert.Null(plan.Tests[0].Fault());
    }

    [Fact]
    public void Bounds_stand_in_the_endpoint_and_hold_on_both_sides()
    {
        ZmqPlan sockets = Plans.Test("perf", "run", "zmq:pub@tcp://h:1?hwm=10&queue=1MiB&maxmessage=2MiB").Tests[0].ZeroMq!;

        Assert.Equal((10, 1 << 20, 2 << 20, "wait"), (sockets.HighWaterMark, sockets.QueueBytes, sockets.MaxMessageBytes, sockets.Policy));
    }

    [Theory]
    [InlineData("", "drop-newest")]
    [InlineData("--policy drop-oldest", "drop-oldest")]
    public void Loss_is_that_of_a_publisher_that_drops(string options, string policy)
    {
        RunPlan plan = Plans.Test(["perf", "loss", "zmq:pub@tcp://h:1", "--slow-reader", "5ms/100", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(plan.Tests[0] is { Mode: PerfMode.Loss, Flow: DataFlow.Up, ReaderEvery: 100, ReaderPauseNs: 5_000_000, Datagrams: null });
        Assert.Equal(policy, plan.Tests[0].ZeroMq!.Policy);
    }

    [Fact]
    public void Keys_are_each_side_s_own_and_stand_in_no_plan()
    {
        RunPlan run = Plans.Test("perf", "run", "zmq:push@tcp://h:1", "--curve-server-key", "s.pub", "--curve-key", "c.key");
        ServePlan serve = Plans.Serve("perf", "serve", "--curve-key", "s.key", "--curve-allow", "c.pubs");

        Assert.Equal(("s.pub", "c.key"), (run.Settings.ZmqSecurity.CurveServerKeyFile, run.Settings.ZmqSecurity.CurveKeyFile));
        Assert.Equal(("s.key", "c.pubs"), (serve.Settings.ZmqSecurity.CurveKeyFile, serve.Settings.ZmqSecurity.CurveAllowFile));
    }

    [Theory]
    [InlineData("run zmq:pub@tcp://h:1 --mode pingpong", "pingpong cannot be measured with zmq:pub: it can with zmq:req, zmq:pair, zmq:dealer, zmq:router")]
    [InlineData("run zmq:pull@tcp://h:1 --mode pingpong", "pingpong cannot be measured with zmq:pull: it can with")]
    [InlineData("run zmq:req@tcp://h:1 --mode pingpong --reverse", "pingpong goes both ways by itself")]
    [InlineData("run zmq:push@tcp://h:1 --mode underload", "underload cannot be measured with zmq:push: it can with zmq:pair, zmq:dealer, zmq:router")]
    [InlineData("run zmq:req@tcp://h:1", "throughput cannot be measured with zmq:req: it can with zmq:push, zmq:pull, zmq:pub, zmq:sub, zmq:pair, zmq:dealer, zmq:router")]
    [InlineData("run zmq:push@tcp://h:1 --reverse", "zmq:push only sends: the other way goes zmq:pull, and both ways zmq:pair, zmq:dealer or zmq:router")]
    [InlineData("run zmq:sub@tcp://h:1 --bidir", "zmq:sub only receives: the other way goes zmq:pub, and both ways zmq:pair, zmq:dealer or zmq:router")]
    [InlineData("run zmq:rep@tcp://h:1 --mode pingpong", "zmq:rep is the server's: the client asks, with zmq:req")]
    [InlineData("run zmq:xpub@tcp://h:1", "zmq:xpub is measured as zmq:pub, which moves messages the same way")]
    [InlineData("run zmq:peer@tcp://h:1", "unknown socket type 'peer'")]
    [InlineData("run zmq:push@tcp://*:1", "'zmq:push@tcp://*:1' names no server: write its host, as in zmq:push@tcp://127.0.0.1:1")]
    [InlineData("run zmq:push@inproc://x", "'zmq:push@inproc://x' is within one process, and there is nobody else in this one: use ipc://")]
    [InlineData("run zmq:pub@tcp://h:1?topic=A", "key 'topic' is not for measuring: messages have one part, and each goes to the one peer there is: leave it out")]
    [InlineData("run zmq:push@tcp://h:1?maxmessage=64", "messages of 1024 bytes are longer than the 53 that maxmessage= allows")]
    [InlineData("run zmq:push@tcp://h:65535 --streams 2", "2 streams need as many ports, and from 65535 on there are not so many")]
    [InlineData("run zmq:push@tcp://h:1 --server tcp://g:1", "'h' is not where 'tcp://g:1' is: write the address at which the server shall bind")]
    [InlineData("run zmq:push@tcp://h:1 --server zmq:pull@tcp://h:2", "'zmq:pull@tcp://h:2' is a ZeroMQ socket, and --server is where both sides agree what to measure")]
    [InlineData("run zmq:push@tcp://h:1 --driver spin", "--driver says nothing with zmq: endpoints: leave it out")]
    [InlineData("run tcp://h:1 --server tcp://h:2", "--server is for zmq: endpoints: others are the server's: leave it out")]
    [InlineData("run tcp://h:1 --curve-key k", "--curve-key is for zmq: endpoints: leave it out")]
    [InlineData("loss zmq:push@tcp://h:1", "loss cannot be measured with zmq:push: it can with zmq:pub, zmq:sub")]
    [InlineData("loss zmq:pub@tcp://h:1 --policy wait", "--policy: 'wait' is unknown: allowed are drop-newest, drop-oldest")]
    [InlineData("loss udp://10.0.0.5:5 --policy drop-oldest", "--policy is for zmq: endpoints: datagrams are dropped wherever there is no room: leave it out")]
    [InlineData("serve zmq:pull@tcp://*:5", "'zmq:pull@tcp://*:5' is a ZeroMQ socket, and perf serve is where both sides agree what to measure")]
    [InlineData("serve --curve-key /nowhere/key", "cannot use /nowhere/key: there is no such file")]
    [InlineData("serve --curve-allow k", "--curve-allow is for the server: add --curve-key, and leave out --curve-server-key")]
    public async Task A_command_line_that_cannot_be_used_is_exit_2_and_says_what_to_do(string line, string error)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Usage, await bench.RunAsync(["perf", .. line.Split(' ')]));
        Assert.StartsWith("sockets: " + error, bench.Error, StringComparison.Ordinal);
    }
}
