using System.Text;
using Sockets.Tools.Commands.Options;
using Sockets.Tools.Commands.Recv;
using Sockets.Tools.Commands.Send;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;
using Sockets.Tools.Perf;
using Sockets.Tools.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Commands;

public sealed class PlanTests
{
    private readonly ToolBench _bench = new();

    [Theory]
    [InlineData("perf all", 1_000, ReportMode.Text, Verbosity.Normal)]
    [InlineData("perf all --time 5s -q", 5_000, ReportMode.Text, Verbosity.Quiet)]
    [InlineData("perf all --json --time=10ms", 10, ReportMode.JsonDocument, Verbosity.Normal)]
    public void Perf_measures_for_a_second_each_and_prints_tables(string line, int milliseconds, object mode, object verbosity)
    {
        PerfPlan plan = Plans.Perf(line.Split(' '));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), plan.Time.Scored);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds) / 2, plan.Time.WarmUp);
        Assert.Equal((mode, verbosity), ((object)plan.Report.Mode, (object)plan.Report.Verbosity));
    }

    [Fact]
    public void Perf_writes_a_page_where_it_is_told()
    {
        Assert.Null(Plans.Perf("perf", "all").Page);
        Assert.Equal("run.html", Plans.Perf("perf", "all", "--json", "--report", "run.html").Page);
    }

    [Fact]
    public void Send_reads_a_file_in_chunks()
    {
        SendPlan plan = Plans.Send(_bench, "send", "tcp://h:1", "a.bin");

        Assert.Equal(("a.bin", false, (int?)null), (plan.File, plan.Lines, plan.Size));
        Assert.Equal(65_528, SendPlan.DefaultChunk);
        Assert.False(plan.Channel.Listen);
        Assert.Equal((OverflowPolicy.Wait, TimeSpan.FromSeconds(5)), (plan.Channel.Policy, plan.Channel.ConnectTimeout));
    }

    [Theory]
    [InlineData("send tcp://h:1")]
    [InlineData("send tcp://h:1 -")]
    public void Send_reads_standard_input_when_it_is_piped_or_named(string line) =>
        Assert.Equal("-", Plans.Send(_bench, line.Split(' ')).File);

    [Theory]
    [InlineData("send tcp://h:1 --lines", true)]
    [InlineData("send tcp://h:1?framing=line f", true)]
    [InlineData("send tcp://h:1?framing=line --size 10 f", false)]
    [InlineData("send tcp://h:1?framing=raw f", false)]
    public void Send_cuts_lines_when_told_or_when_the_framing_is_lines(string line, bool isLines) =>
        Assert.Equal(isLines, Plans.Send(_bench, line.Split(' ')).Lines);

    [Fact]
    public void Send_keeps_text_and_hex_in_the_order_given()
    {
        SendPlan plan = Plans.Send(
            _bench, "send", "tcp://h:1", "--text", "a", "--hex", "62", "--text=--c", "--count", "10k", "--text", "@d");

        Assert.Equal(["a", "b", "--c", "@d"], plan.Payloads.Select(Encoding.UTF8.GetString));
        Assert.Equal(10_000, plan.Count);
        Assert.Null(plan.File);
    }

    [Fact]
    public void Send_takes_an_empty_text_for_an_empty_message() =>
        Assert.Empty(Assert.Single(Plans.Send(_bench, "send", "tcp://h:1", "--text", "").Payloads));

    [Theory]
    [InlineData("send tcp://h:1 --count 3", 64)]
    [InlineData("send tcp://h:1 -n 3 --size 1Ki", 1024)]
    [InlineData("send tcp://h:1?framing=fixed:16 --count 3", 16)]
    public void Send_generates_messages_when_there_is_only_a_count(string line, int size)
    {
        SendPlan plan = Plans.Send(_bench, line.Split(' '));

        Assert.Equal(size, Assert.Single(plan.Payloads).Length);
        Assert.Equal(3, plan.Count);
    }

    [Fact]
    public void Send_with_fixed_frames_cuts_a_file_into_those() =>
        Assert.Equal(16, Plans.Send(_bench, "send", "tcp://h:1?framing=fixed:16", "f").Size);

    [Fact]
    public void Send_reads_everything_else()
    {
        SendPlan plan = Plans.Send(
            _bench, "send", "-lv", "tcp://h:1", "f", "--rate", "1Gbit/s", "--policy", "drop-oldest", "--driver", "spin",
            "--connect-timeout", "250ms", "--json=lines", "--live", "off", "--color", "never", "--size", "1k");

        Assert.True(plan.Channel.Listen);
        Assert.Equal((Driver.BusyPoll, OverflowPolicy.DropOldest, TimeSpan.FromMilliseconds(250)), (plan.Channel.Driver, plan.Channel.Policy, plan.Channel.ConnectTimeout));
        Assert.Equal(new Rate(1e9, RateUnit.Bits), plan.Rate);
        Assert.Equal(
            new ReportSettings { Mode = ReportMode.JsonLines, Verbosity = Verbosity.Verbose, Live = Choice.Never, Color = Choice.Never },
            plan.Report);
    }

    [Theory]
    [InlineData("--json", true)]
    [InlineData("--json=document", true)]
    [InlineData("-q", false)]
    public void A_bare_json_does_not_swallow_the_endpoint(string option, bool isJson) =>
        Assert.Equal(isJson ? ReportMode.JsonDocument : ReportMode.Text, Plans.Send(_bench, "send", option, "tcp://h:1", "f").Report.Mode);

    [Fact]
    public void Recv_writes_raw_bytes_into_a_pipe_and_text_on_a_terminal()
    {
        Assert.Equal("raw", Plans.Recv(_bench, "recv", "tcp://:1").Format);
        Assert.Equal("text", Plans.Recv(new ToolBench { OutputIsTerminal = true }, "recv", "tcp://:1").Format);
        Assert.Equal("raw", Plans.Recv(new ToolBench { OutputIsTerminal = true }, "recv", "tcp://:1", "--out", "f").Format);
        Assert.Equal("hex", Plans.Recv(new ToolBench { OutputIsTerminal = true }, "recv", "tcp://:1", "-f", "hex").Format);
    }

    [Fact]
    public void Recv_reads_everything_else()
    {
        RecvPlan plan = Plans.Recv(
            _bench, "recv", "tcp://*:1", "-k", "-n", "5", "--for", "10s", "--idle-timeout", "1m", "--slow-reader", "5ms/100",
            "--expect", "messages=5", "--expect", "bytes>0", "--verify", "--out", "-");

        Assert.True(plan.Channel.Listen);
        Assert.True(plan.KeepOpen);
        Assert.True(plan.Verify);
        Assert.True(plan.Report.DataOnOutput);
        Assert.Null(plan.Out);
        Assert.Equal((5, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)), (plan.Count, plan.For, plan.IdleTimeout));
        Assert.Equal(new SlowReader(TimeSpan.FromMilliseconds(5), 100), plan.SlowReader);
        Assert.Equal(2, plan.Expectations.Count);
    }

    [Theory]
    [InlineData("sned tcp://h:1", "unknown verb 'sned', did you mean 'send'? see sockets --help")]
    [InlineData("send", "send needs an endpoint")]
    [InlineData("recv", "recv needs an endpoint")]
    [InlineData("send tcp://h:1 --txet a", "unknown option '--txet', did you mean '--text'?")]
    [InlineData("recv --cuont=1 tcp://h:1", "unknown option '--cuont', did you mean '--count'?")]
    [InlineData("send tcp://h:1 f g", "'g' is one argument too many")]
    [InlineData("send tcp://h:1 --text", "--text")]
    [InlineData("send tcp://h:1 --count 1 --count 2", "--count")]
    [InlineData("send tcp://h:1 --count none", "--count: 'none' does not begin with a number")]
    [InlineData("send tcp://h:1 f --size 64K", "--size: '64K' can be read in two ways")]
    [InlineData("send tcp://h:1 f --size 3G", "--size: '3G' is too large")]
    [InlineData("send tcp://h:1 f --rate 100k", "--rate: '100k' does not say of what")]
    [InlineData("send tcp://h:1 f --policy drop", "--policy: 'drop' is unknown")]
    [InlineData("send tcp://h:1 f --policy wiat", "did you mean 'wait'?")]
    [InlineData("send tcp://h:1 f --driver epoll", "allowed are async, thread, spin")]
    [InlineData("send tcp://h:1 f --json=yaml", "--json: 'yaml' is unknown: allowed are document, lines")]
    [InlineData("send tcp://h:1 f --live maybe", "allowed are auto, on, off")]
    [InlineData("send tcp://h:1 f --connect-timeout 5", "'5' has no unit: write 5ms, 5s or 5m")]
    [InlineData("send tcp://h:1 f -q -v", "contradict each other")]
    [InlineData("send tcp://h:1 f --text a", "cannot be sent together with 'f'")]
    [InlineData("send tcp://h:1 --lines --text a", "--lines says nothing about --text and --hex")]
    [InlineData("send tcp://h:1 --size 4 --hex 00", "--size says nothing about --text and --hex")]
    [InlineData("send tcp://h:1 f --lines --size 4", "give one of them")]
    [InlineData("send tcp://h:1 --hex 0", "--hex: '0' has 1 hex digits, an odd number")]
    [InlineData("send tcp://h:1?framing=raw f --policy wait", "--policy needs the native protocol")]
    [InlineData("send tcp://h:1 f --verify --policy conflate", "--verify needs --policy wait")]
    [InlineData("send tcp://h:1?framing=fixed:8 f --size 9", "--size 9 is not the 8 bytes of framing=fixed:8")]
    [InlineData("send tcp://h:0 f", "port 0")]
    [InlineData("send tcp://0.0.0.0:9 f", "is an address to listen on: add -l")]
    [InlineData("send quic://h:1 f", "unknown scheme 'quic'")]
    [InlineData("recv tcp://h:1 --keep-open", "--keep-open waits for the next peer, and this side connects: add -l")]
    [InlineData("recv tcp://:1 --json", "add --out FILE")]
    [InlineData("recv tcp://:1 --format xml", "allowed are raw, text, hex, json")]
    [InlineData("recv tcp://:1 --slow-reader 5", "--slow-reader: '5' has no unit")]
    [InlineData("recv tcp://:1 --expect p99<1", "--expect: unknown field 'p99'")]
    public async Task Wrong_command_lines_exit_2_with_one_line_that_helps(string line, string expected)
    {
        ExitCode code = await _bench.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith("sockets: ", _bench.Error, StringComparison.Ordinal);
        Assert.Contains(expected, _bench.Error, StringComparison.Ordinal);
        Assert.Equal(_bench.Error.Length - 1, _bench.Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.Empty(_bench.Output.Bytes);
    }

    [Fact]
    public async Task Nothing_to_send_is_said_on_a_terminal()
    {
        ToolBench bench = new() { InputIsTerminal = true };

        Assert.Equal(ExitCode.Usage, await bench.RunAsync("send", "tcp://h:1"));
        Assert.Contains("there is nothing to send: name a file", bench.Error, StringComparison.Ordinal);
        Assert.Equal("-", Plans.Send(bench, "send", "tcp://h:1", "--lines").File);
    }
}
