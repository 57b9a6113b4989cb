using Sockets.Tools.Commands.Recv;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Recv;

public sealed class RecvPlanTests
{
    private readonly ToolBench _bench = new();

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
}
