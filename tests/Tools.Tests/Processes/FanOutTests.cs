using System.Text;
using System.Text.Json;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>One sender that listens, and several receivers.</summary>
public sealed class FanOutTests
{
    private const int Kill = 9;

    [Fact]
    public async Task Everybody_gets_everything_once_so_many_are_there()
    {
        byte[] input = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i % 251))];
        await using RunningTool send = BuiltTool.Start("send", "-l", "tcp://127.0.0.1:0", "--receivers", "3", "--json", "--verify");
        string endpoint = await send.ListeningAsync();
        RunningTool[] receivers = [.. Enumerable.Range(0, 3).Select(_ => BuiltTool.Start("recv", endpoint, "--compress", "lz4"))];

        await send.FeedAsync(input);
        ToolResult sent = await send.FinishAsync();

        Assert.Equal(0, sent.ExitCode);
        foreach (RunningTool receiver in receivers)
        {
            ToolResult received = await receiver.FinishAsync();
            Assert.Equal((0, input), (received.ExitCode, received.OutputBytes), Same);
            await receiver.DisposeAsync();
        }

        JsonElement end = JsonDocument.Parse(sent.OutputBytes).RootElement;
        long messages = end.GetProperty("messages").GetInt64();
        Assert.Equal((3, (long)input.Length), (end.GetProperty("peers").GetInt32(), end.GetProperty("bytes").GetInt64()));
        JsonElement[] each = [.. end.GetProperty("receivers").EnumerateArray()];
        Assert.Equal(["finished", "finished", "finished"], each.Select(receiver => receiver.GetProperty("state").GetString()));
        Assert.All(each, receiver => Assert.Equal((messages, messages), (Of(receiver, "submitted_messages"), Of(receiver, "sent_messages"))));
    }

    [Fact]
    public async Task Who_comes_later_joins_and_who_goes_is_told_with_its_counts()
    {
        await using RunningTool send = BuiltTool.Start("send", "-l", "tcp://127.0.0.1:0", "--receivers", "1", "--lines", "--policy", "drop-oldest");
        string endpoint = await send.ListeningAsync();
        await using RunningTool first = BuiltTool.Start("recv", endpoint, "--format", "text", "--count", "2");
        await send.FeedPartAsync("a\nb\n"u8.ToArray());
        ToolResult left = await first.FinishAsync();
        await Eventually.TrueAsync(() => send.Error.Contains("has left: 2 sent, 0 lost", StringComparison.Ordinal));

        await send.FeedPartAsync("c\n"u8.ToArray());
        await using RunningTool second = BuiltTool.Start("recv", endpoint, "--format", "text");
        await Eventually.TrueAsync(() => send.Error.Split("has joined").Length == 3);
        await send.FeedAsync("d\ne\n"u8.ToArray());
        ToolResult sent = await send.FinishAsync();
        ToolResult stayed = await second.FinishAsync();

        Assert.Equal((0, "a\nb\n"), (left.ExitCode, left.Output));
        Assert.Equal((0, "d\ne\n"), (stayed.ExitCode, stayed.Output));
        Assert.Equal(0, sent.ExitCode);
        Assert.Contains("sent 5 messages, 5 bytes in ", sent.Error, StringComparison.Ordinal);
        Assert.Contains("  to 2 receivers:\n", sent.Error, StringComparison.Ordinal);
        Assert.Matches(@"\n    tcp://127\.0\.0\.1:\d+ left: 2 sent\n    tcp://127\.0\.0\.1:\d+ finished: 2 sent\n", sent.Error);
    }

    [Fact]
    public async Task One_that_is_killed_costs_the_others_nothing()
    {
        byte[] input = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{i:D8}\n")));
        await using RunningTool send = BuiltTool.Start("send", "-l", "tcp://127.0.0.1:0", "--receivers", "2", "--lines");
        string endpoint = await send.ListeningAsync();
        await using RunningTool stays = BuiltTool.Start("recv", endpoint, "--format", "text");
        await using RunningTool dies = BuiltTool.Start("recv", endpoint, "--format", "text");
        await send.FeedPartAsync(input[..9_000]);
        await dies.ReadUntilAsync("00000999\n");
        dies.Signal(Kill);
        await Eventually.TrueAsync(() => send.Error.Contains(" is lost (", StringComparison.Ordinal));

        await send.FeedAsync(input[9_000..]);
        ToolResult sent = await send.FinishAsync();
        ToolResult received = await stays.FinishAsync();

        Assert.Equal((0, 0), (sent.ExitCode, received.ExitCode));
        Assert.Equal(input, received.OutputBytes);
        Assert.Matches(@" lost: 1,000 sent", sent.Error);
        Assert.Contains(" finished: 2,000 sent\n", sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_may_be_lost_the_end_of_the_last_receiver_is_an_error()
    {
        await using RunningTool send = BuiltTool.Start("send", "-l", "tcp://127.0.0.1:0", "--receivers", "1", "--lines");
        await using RunningTool receiver = BuiltTool.Start("recv", await send.ListeningAsync(), "--count", "1");
        await send.FeedPartAsync("a\n"u8.ToArray());
        await receiver.FinishAsync();

        ToolResult sent = await send.ExitAsync();

        Assert.Equal(ExitCode.ProtocolError, (ExitCode)sent.ExitCode);
        Assert.Contains("the last receiver has gone before everything was sent", sent.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:9 --text a", "--receivers needs -l")]
    [InlineData("-l tcp://127.0.0.1:9?framing=line --text a", "framing=line has one receiver")]
    [InlineData("-l tcp://127.0.0.1:9 --text a --request", "a request has one answer")]
    [InlineData("-l tcp://127.0.0.1:9 --text a --receivers 0", "--receivers")]
    [InlineData("-l tcp://127.0.0.1:9 --text a --receivers 10001", "--receivers takes 10000 at most")]
    public async Task What_makes_no_sense_is_refused(string options, string words)
    {
        ToolBench bench = new();
        string[] given = options.Split(' ');

        Assert.Equal(ExitCode.Usage, await bench.RunAsync(["send", .. given, .. given.Contains("--receivers") ? [] : new[] { "--receivers", "2" }]));

        Assert.Contains(words, bench.Error, StringComparison.Ordinal);
    }

    private static long Of(JsonElement receiver, string name) => receiver.GetProperty(name).GetInt64();

    private static bool Same((int Code, byte[] Bytes) expected, (int Code, byte[] Bytes) actual) =>
        expected.Code == actual.Code && expected.Bytes.AsSpan().SequenceEqual(actual.Bytes);
}
