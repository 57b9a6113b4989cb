using System.Text;
using System.Text.Json;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>Two processes, of which the one compresses and the other takes it.</summary>
public sealed class CompressionTests
{
    private static readonly byte[] s_log = Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:D8} GET /index.html 200\n")));

    [Fact]
    public async Task A_log_arrives_as_it_was_over_a_fraction_of_the_bytes()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--compress", "lz4");

        ToolResult sent = await BuiltTool.RunWithInputAsync(
            s_log, "send", await recv.ListeningAsync(), "--compress", "lz4", "--size", "60k", "--json");
        ToolResult received = await recv.FinishAsync();

        Assert.Equal((0, 0), (sent.ExitCode, received.ExitCode));
        Assert.Equal(s_log, received.OutputBytes);
        JsonElement end = JsonDocument.Parse(sent.OutputBytes).RootElement;
        JsonElement compressed = end.GetProperty("compressed");
        Assert.Equal(end.GetProperty("messages").GetInt64(), compressed.GetProperty("messages").GetInt64());
        Assert.Equal(s_log.Length, compressed.GetProperty("bytes_before").GetInt64());
        Assert.InRange(end.GetProperty("wire_bytes_sent").GetInt64(), 1, s_log.Length / 2);
    }

    [Theory]
    [InlineData(false, true, "compressed no message: the receiver has no --compress lz4")]
    [InlineData(true, false, "sent 1 message")]
    public async Task It_takes_both_sides(bool receiver, bool sender, string words)
    {
        string[] asked = ["--compress", "lz4"];
        await using RunningTool recv = BuiltTool.Start(["recv", "tcp://:0", .. receiver ? asked : []]);

        ToolResult sent = await BuiltTool.RunWithInputAsync(
            s_log[..10_000], ["send", await recv.ListeningAsync(), "--size", "60k", .. sender ? asked : []]);
        ToolResult received = await recv.FinishAsync();

        Assert.Equal((0, 0), (sent.ExitCode, received.ExitCode));
        Assert.Equal(s_log[..10_000], received.OutputBytes);
        Assert.Contains(words, sent.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send", "--compress lz4 --text a", "framing=line has no compression")]
    [InlineData("recv", "--compress lz4", "framing=line has no compression")]
    public async Task Foreign_framings_have_none(string verb, string options, string words)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Usage, await bench.RunAsync([verb, "tcp://127.0.0.1:9?framing=line", .. options.Split(' ')]));

        Assert.Contains(words, bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_algorithm_is_named()
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Usage, await bench.RunAsync(["recv", "tcp://127.0.0.1:9", "--compress", "lz5"]));

        Assert.Contains("'lz5' is unknown", bench.Error, StringComparison.Ordinal);
    }
}
