using System.Text;
using Sockets.Tools.Commands.Send;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Output;
using Sockets.Tools.Tests.Support;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Commands.Send;

public sealed class SendPlanTests
{
    private readonly ToolBench _bench = new();

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

    [Fact]
    public async Task Nothing_to_send_is_said_on_a_terminal()
    {
        ToolBench bench = new() { InputIsTerminal = true };

        Assert.Equal(ExitCode.Usage, await bench.RunAsync("send", "tcp://h:1"));
        Assert.Contains("there is nothing to send: name a file", bench.Error, StringComparison.Ordinal);
        Assert.Equal("-", Plans.Send(bench, "send", "tcp://h:1", "--lines").File);
    }
}
