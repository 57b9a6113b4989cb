using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Running;
using Sockets.Tools.Perf.Serving;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Perf;

public sealed class PerfPlanTests
{
    [Fact]
    public void Run_measures_each_size_in_turn()
    {
        RunPlan plan = Plans.Test("perf", "run", "tcp://h:1", "--size", "64,1KiB", "--rate", "8Mbit/s", "--streams", "2", "--time", "2s", "--warmup", "100ms");

        Assert.Equal([64, 1024], plan.Tests.Select(static t => t.SizeBytes));
        Assert.All(plan.Tests, static t => Assert.True(t is { Mode: PerfMode.Throughput, Flow: DataFlow.Up, BitsPerSecond: 8e6, MessagesPerSecond: null, Streams: 2, TimeNs: 2_000_000_000, WarmupNs: 100_000_000 }));
        Assert.Equal(4e6, plan.Tests[0].RateOfStream!.Value.PerSecond);
    }

    [Fact]
    public void A_warm_up_may_be_left_out() =>
        Assert.Equal(0, Plans.Test("perf", "run", "tcp://h:1", "--warmup", "0s").Tests[0].WarmupNs);

    [Theory]
    [InlineData("udp://10.0.0.5:5000", "tcp://10.0.0.5:5301", null)]
    [InlineData("udp://[fd00::5]:5000", "tcp://[fd00::5]:5301", null)]
    [InlineData("udp://239.1.2.3:5000?iface=lo", null, "239.1.2.3")]
    [InlineData("udp://[ff02::5]:5000?iface=lo", null, "ff02::5")]
    [InlineData("udp://*:5000", null, null)]
    public void Loss_goes_to_a_server_at_the_address_and_listens_to_a_group(string uri, string? server, string? group)
    {
        RunPlan plan = Plans.Test("perf", "loss", uri);

        Assert.Equal((server, group), (plan.Server?.Endpoint.Text, plan.Tests[0].Datagrams!.Group));
        Assert.Equal(server is null ? DataFlow.Down : DataFlow.Up, plan.Tests[0].Flow);
    }

    [Fact]
    public void A_group_with_a_server_is_sent_to()
    {
        RunPlan plan = Plans.Test("perf", "loss", "udp://239.1.2.3:5000", "--server", "tcp://h:1", "--find-max", "0.1%");

        Assert.Equal((DataFlow.Up, 0.001), (plan.Tests[0].Flow, plan.FindMax));
    }

    [Fact]
    public void Serve_listens_on_this_machine_by_default()
    {
        ServePlan plan = Plans.Serve("perf", "serve");

        Assert.Equal(("tcp://:5301", true), (plan.Settings.Endpoint.Text, plan.Settings.Listen));
    }

    [Theory]
    [InlineData("perf run", "Required argument 'uri' missing for command")]
    [InlineData("perf run tcp://:5301", "'tcp://:5301' names no server: write its host, as in tcp://127.0.0.1:5301")]
    [InlineData("perf run udp://10.0.0.1:5", "perf run needs a connection, and 'udp://10.0.0.1:5' is datagrams: measure those with sockets perf loss")]
    [InlineData("perf run tcp://h:1?framing=line", "perf run speaks the native protocol, not framing=line: leave it out")]
    [InlineData("perf run tcp://h:1 --mode pingpon", "--mode: 'pingpon' is unknown, did you mean 'pingpong'? allowed are throughput, pingpong, underload")]
    [InlineData("perf run tcp://h:1 --mode underload", "underload needs a rate: add --rate 10k/s, say")]
    [InlineData("perf run tcp://h:1 --mode pingpong --rate 1/s", "pingpong has no rate")]
    [InlineData("perf run tcp://h:1 --mode pingpong --bidir", "pingpong goes both ways by itself")]
    [InlineData("perf run tcp://h:1 --reply-every 2", "--reply-every is for --mode underload: leave it out")]
    [InlineData("perf run tcp://h:1 --burst 2", "--burst says how many messages are due at once: add --rate")]
    [InlineData("perf run tcp://h:1 --bidir --reverse", "--bidir and --reverse contradict each other")]
    [InlineData("perf run tcp://h:1 --rate 1G/s", "--rate: 1.00G msg/s on a stream is more than any machine sends: at most 100M msg/s")]
    [InlineData("perf run tcp://h:1 --rate 100", "--rate: '100' does not say of what")]
    [InlineData("perf run tcp://h:1 --rate 0/s", "--rate: '0/s' would never send anything")]
    [InlineData("perf run tcp://h:1 --size 8", "messages of 8 bytes have no room for what is measured: at least 9")]
    [InlineData("perf run tcp://h:1 --size 24 --rate 1/s", "messages of 24 bytes have no room for what is measured: at least 25")]
    [InlineData("perf run tcp://h:1 --size 64,x", "--size: ")]
    [InlineData("perf run tcp://h:1 --streams 257", "a test has 1 to 256 streams, not 257")]
    [InlineData("perf run tcp://h:1 --time 1ms", "--time is for each of the tests: give it from 10ms to 24h")]
    [InlineData("perf run tcp://h:1 --interval 1ms", "--interval is too short to look at anything")]
    [InlineData("perf run tcp://h:1 --rate 1/s --expect loss<1%", "--expect loss<1% cannot be told: perf run loses nothing: leave it out, or measure with sockets perf loss")]
    [InlineData("perf run tcp://h:1 --expect rate>99%", "--expect rate>99% cannot be told: there is no target to be a share of: add --rate 10k/s, say")]
    [InlineData("perf run tcp://h:1 --expect p99<1ms", "--expect p99<1ms cannot be told: times are measured at a rate only: add --rate 10k/s, say")]
    [InlineData("perf loss udp://10.0.0.5:5 --expect rate>99%", "--expect rate>99% cannot be told: there is no target to be a share of: add --rate 10k/s, say")]
    [InlineData("perf run tcp://h:1 --expect los<1%", "--expect: unknown field 'los'")]
    [InlineData("perf run tcp://h:1 --json --csv -", "--csv - and --json both want standard output")]
    [InlineData("perf run tcp://h:1 --report -", "--report names a file: standard output is for the figures: --report run.html, say")]
    [InlineData("perf loss udp://10.0.0.5:5 --report /no/such/folder/x.html", "--report: there is no directory for /no/such/folder/x.html: make it first")]
    [InlineData("perf run tcp://h:1 --json=iperf3 --size 64,65", "--json=iperf3 has words for one test of throughput or loss")]
    [InlineData("perf loss tcp://h:1", "'tcp://h:1' loses nothing: loss is of udp://, zmq:pub and zmq:sub: measure it with sockets perf run")]
    [InlineData("perf loss udp://239.1.2.3:5 --rate 1/s", "--rate is for a test with a server: without one this side only listens")]
    [InlineData("perf loss udp://10.0.0.5:5?wire=rtp", "key 'wire' is not for a test with a server, which measures the bare way")]
    [InlineData("perf loss udp://10.0.0.5:5 --find-max 1", "--find-max: '1' is no share: write it in percent, as in 0.1%")]
    [InlineData("perf loss udp://10.0.0.5:5 --find-max 1% --rate 1/s", "--find-max chooses the rate, for one size")]
    [InlineData("perf loss udp://somewhere:5", "'somewhere' is a host name, and udp endpoints are addresses")]
    [InlineData("perf serve udp://*:5", "perf serve needs a connection, and 'udp://*:5' is datagrams: serve tcp://; perf loss says where datagrams go")]
    [InlineData("schema perv", "there is no schema of 'perv': there is one of perf")]
    public async Task A_command_line_that_cannot_be_used_is_exit_2_and_says_what_to_do(string line, string error)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Usage, await bench.RunAsync(line.Split(' ')));
        Assert.StartsWith("sockets: " + error, bench.Error, StringComparison.Ordinal);
    }
}
