using System.Text;
using System.Text.Json;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary><c>statsd send</c>, <c>listen</c> and <c>bench</c> as processes, with each other.</summary>
public sealed class StatsdTests
{
    private static readonly string s_folder = Directory.CreateTempSubdirectory("sockets-statsd-").FullName;

    public static TheoryData<string> Endpoints =>
    [
        "statsd://127.0.0.1:0",
        "statsd://[::1]:0",
        "statsd+tcp://127.0.0.1:0",
        $"statsd+unix://{s_folder}/d",
        $"statsd+unix://{s_folder}/s?type=stream",
        $"statsd+unix://{s_folder}/a?type=stream&framing=len32le",
    ];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task What_one_sends_the_other_shows_and_names_who_would_not_read_it(string endpoint)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix sockets for datagrams");
        await using RunningTool listen = BuiltTool.Start("statsd", "listen", endpoint, "--count", "4", "--lint", "collectd");
        string at = await listen.ListeningAsync();
        ToolResult sent = await BuiltTool.RunWithInputAsync(
            Encoding.UTF8.GetBytes("b:2|c\nh:1.5|h\n"), "statsd", "send", at, "a:1|c", "-", "--gauge", "g=5");
        ToolResult shown = await listen.FinishAsync();

        Assert.Equal(0, sent.ExitCode);
        Assert.Contains("4 metrics in ", sent.Error, StringComparison.Ordinal);
        Assert.Contains(": 4 sent in ", sent.Error, StringComparison.Ordinal);
        Assert.Equal(0, shown.ExitCode);
        JsonElement[] lines = [.. shown.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["a:1|c", "g:5|g", "b:2|c", "h:1.5|h"], lines.Select(line => line.GetProperty("line").GetString()));
        Assert.Equal("collectd", lines[3].GetProperty("lint")[0].GetProperty("server").GetString());
        Assert.Equal(1.5, lines[3].GetProperty("samples")[0].GetProperty("value").GetDouble());
        Assert.Contains("4 lines in ", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nobody_listens()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells at once");
        ToolResult sent = await BuiltTool.RunAsync("statsd", "send", "statsd://127.0.0.1:1", "a:1|c");
        Assert.Equal(3, sent.ExitCode);
        Assert.Contains("nobody took it at statsd://127.0.0.1:1 (ConnectionRefused)", sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nothing_came()
    {
        ToolResult shown = await BuiltTool.RunAsync("statsd", "listen", "statsd://127.0.0.1:0", "--for", "50ms");
        Assert.Equal(4, shown.ExitCode);
        Assert.Contains("nothing received in 50.0 ms", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_address_is_taken()
    {
        await using RunningTool first = BuiltTool.Start("statsd", "listen", "statsd://127.0.0.1:0");
        ToolResult second = await BuiltTool.RunAsync("statsd", "listen", await first.ListeningAsync());
        Assert.Equal(3, second.ExitCode);
        Assert.Contains("cannot listen on", second.Error, StringComparison.Ordinal);
        first.Signal(RunningTool.Interrupt);
        Assert.Equal(130, (await first.FinishAsync()).ExitCode);
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("timer")]
    public async Task The_bench_accounts_for_every_metric(string kind)
    {
        await using RunningTool listen = BuiltTool.Start("statsd", "listen", "statsd://127.0.0.1:0", "--json");
        ToolResult bench = await BuiltTool.RunAsync(
            "statsd", "bench", await listen.ListeningAsync(), "--rate", "5k/s", "--series", "7", "--time", "300ms", "--kind", kind, "--json");

        JsonElement end = JsonDocument.Parse(bench.Output).RootElement;
        long submitted = end.GetProperty("submitted").GetInt64();
        Assert.Equal(0, bench.ExitCode);
        Assert.InRange(submitted, 1, 1500);
        Assert.Equal(
            submitted,
            end.GetProperty("sent").GetInt64() + end.GetProperty("pending").GetInt64()
                + end.GetProperty("not_sent").EnumerateObject().Sum(cause => cause.Value.GetInt64()));
    }
}
