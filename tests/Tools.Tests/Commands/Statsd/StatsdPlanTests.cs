using System.Text;
using Sockets.Tools.Commands.Statsd;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Commands.Statsd;

public sealed class StatsdPlanTests
{
    [Fact]
    public void Writes_the_metrics_of_the_options_in_their_order_and_the_endpoint_s_dialect() => Assert.Equal(
        [
            "app.t:12.5|ms|@0.5|#az:1,b",
            "app.c:2|c|@0.5|#az:1,b",
            "app.g:-5|g|#az:1,b",
            "app.h:1|h|@0.5|#az:1,b",
            "app.d:1|d|@0.5|#az:1,b",
            "app.s:joe|s|#az:1,b",
        ],
        Lines(
            "statsd://:1?dialect=dogstatsd&prefix=app", "--timer", "t=12.5ms", "--counter", "c=2", "--gauge", "g=-5", "--histogram",
            "h=1", "--distribution", "d=1", "--set", "s=joe", "--tag", "az:1", "--tag", "b", "--rate", "0.5"));

    [Fact]
    public void Keeps_lines_as_they_are() => Assert.Equal(["a:1|c", "b|#:"], Lines("statsd://:1", "a:1|c", "b|#:"));

    [Fact]
    public void A_negative_gauge_is_two_lines_and_a_change_is_one() =>
        Assert.Equal(["g:0|g\ng:-5|g", "g:-5|g"], Lines("statsd://:1", "--gauge", "g=-5", "--change", "g=-5"));

    [Theory]
    [InlineData("--counter: 'x' is no name and value", "statsd://:1", "--counter", "x")]
    [InlineData("--counter: 'y' in 'x=y' is not a number", "statsd://:1", "--counter", "x=y")]
    [InlineData("--counter: The name \"a:b\" has ':' at position 1", "statsd://:1", "--counter", "a:b=1")]
    [InlineData("--timer: 'x=-1' cannot be said", "statsd://:1", "--timer", "x=-1")]
    [InlineData("--histogram: the dialect etsy has no such line", "statsd://:1", "--histogram", "x=1")]
    [InlineData("--counter: the dialect etsy has no such line", "statsd://:1", "--counter", "x=0.5")]
    [InlineData("--counter: 'x=1' cannot be said", "statsd://:1", "--counter", "x=1", "--rate", "2")]
    [InlineData("is an address to listen on", "statsd://*", "a:1|c")]
    public async Task Says_what_is_wrong_with_a_metric(string message, params string[] words)
    {
        ToolBench bench = new();
        Assert.Equal(ExitCode.Usage, await bench.RunAsync(["statsd", "send", .. words]));
        Assert.Contains(message, bench.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lint: unknown server 'colectd', did you mean 'collectd'?", "listen", "--lint", "colectd")]
    [InlineData("unknown dialect", "listen", "statsd://:1?dialect=x")]
    [InlineData("--rate counts metrics", "bench", "statsd://:1", "--rate", "1MB/s")]
    [InlineData("--series 50001 is more than 50000", "bench", "statsd://:1", "--series", "50001")]
    [InlineData("statsd bench needs an endpoint", "bench")]
    [InlineData("statsd send needs an endpoint", "send")]
    public async Task Says_what_is_wrong_with_a_command_line(string message, params string[] words)
    {
        ToolBench bench = new();
        Assert.Equal(ExitCode.Usage, await bench.RunAsync(["statsd", .. words]));
        Assert.Contains(message, bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_a_table_only_on_a_terminal()
    {
        Assert.True(((StatsdListenPlan)Plans.Statsd(new ToolBench { OutputIsTerminal = true }, "statsd", "listen")).Table);
        Assert.False(((StatsdListenPlan)Plans.Statsd(new ToolBench(), "statsd", "listen")).Table);
        Assert.False(((StatsdListenPlan)Plans.Statsd(new ToolBench { OutputIsTerminal = true }, "statsd", "listen", "--json")).Table);
    }

    private static string[] Lines(params string[] words) =>
        [.. ((StatsdSendPlan)Plans.Statsd(new ToolBench(), ["statsd", "send", .. words])).Lines.Select(Encoding.UTF8.GetString)];
}
