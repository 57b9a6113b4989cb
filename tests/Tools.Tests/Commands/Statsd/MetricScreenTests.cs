using System.Text;
using Sockets.Tools.Commands.Statsd;
using Sockets.Tools.Output;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Statsd;

public sealed class MetricScreenTests
{
    [Fact]
    public void Draws_each_table_over_the_one_before()
    {
        ToolBench bench = new();
        using OutputBuffer output = new(bench.Output);
        MetricScreen screen = new(output, bench.Context, servers: 0, onClosed: () => { });
        screen.Show(MetricLine.Parse("orders:2|c"u8), []);
        screen.Redraw();
        screen.Show(MetricLine.Parse("orders:3|c"u8), []);
        screen.Dispose();

        string[] drawn = Encoding.UTF8.GetString(bench.Output.Bytes).Split("\u001b[J", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("\r\u001b[Kname ", drawn[0], StringComparison.Ordinal);
        Assert.All(drawn[1..], again => Assert.StartsWith("\u001b[2A\r\u001b[Kname ", again, StringComparison.Ordinal));
        Assert.Matches("orders +c +5 ", drawn[^1]);
    }
}
