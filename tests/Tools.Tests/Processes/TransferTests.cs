using System.Security.Cryptography;
using System.Text.Json;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>Two processes and a real socket between them: what goes in on one side comes out on the other.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sockets-").FullName;

    public static TheoryData<string> Framings =>
    [
        "", "?framing=raw", "?framing=len32be", "?framing=len24le", "?framing=len64le", "?framing=varint", "?maxmessage=100k",
    ];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task A_file_arrives_as_it_is(string query)
    {
        byte[] content = RandomNumberGenerator.GetBytes(3_000_001);
        string source = PathOf("in.bin");
        string copy = PathOf("out.bin");
        await File.WriteAllBytesAsync(source, content, TestContext.Current.CancellationToken);
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0" + query, "--out", copy);

        ToolResult sent = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), source);
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        Assert.Equal(content, await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken));
        Assert.Contains("sent 46 messages, 3,000,001 bytes in ", sent.Error, StringComparison.Ordinal);
        Assert.Contains($"written to {copy}", received.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(copy + ".part"));
    }

    [Fact]
    public async Task Standard_input_comes_out_of_standard_output()
    {
        byte[] content = RandomNumberGenerator.GetBytes(1_000_000);
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0");

        ToolResult sent = await BuiltTool.RunWithInputAsync(content, "send", await recv.ListeningAsync(), "-q");
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        Assert.Equal(content, received.OutputBytes);
        Assert.Empty(sent.Error);
        Assert.Empty(sent.OutputBytes);
    }

    [Fact]
    public async Task What_is_typed_goes_before_the_input_ends()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--format", "text");
        await using RunningTool send = BuiltTool.Start("send", await recv.ListeningAsync(), "--lines");

        await send.FeedPartAsync("first\n"u8.ToArray());
        await recv.ReadUntilAsync("first\n");
        await send.FeedPartAsync("second\n"u8.ToArray());
        await recv.ReadUntilAsync("second\n");

        AssertDone(await send.FinishAsync(), await recv.FinishAsync());
    }

    [Fact]
    public async Task The_sender_may_listen_too()
    {
        await using RunningTool send = BuiltTool.Start("send", "-l", "tcp://127.0.0.1:0", "--text", "hello");

        ToolResult received = await BuiltTool.RunAsync("recv", await send.ListeningAsync());

        AssertDone(await send.FinishAsync(), received);
        Assert.Equal("hello", received.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?framing=len16be")]
    public async Task Unix_sockets_work_alike_and_leave_no_file(string query)
    {
        string endpoint = $"unix://{PathOf("x.sock")}{query}";
        await using RunningTool recv = BuiltTool.Start("recv", "-l", endpoint, "--format", "hex");

        Assert.Equal(endpoint, await recv.ListeningAsync());
        ToolResult sent = await BuiltTool.RunAsync("send", endpoint, "--hex", "00ff", "--text", "a");
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        Assert.Equal("00ff\n61\n", received.Output);
        Assert.False(File.Exists(PathOf("x.sock")));
    }

    [Theory]
    [InlineData("?framing=line")]
    [InlineData("?framing=delim:0d0a")]
    [InlineData("?framing=len8")]
    [InlineData("")]
    public async Task Lines_stay_lines(string query)
    {
        string text = PathOf("text.txt");
        await File.WriteAllTextAsync(text, "one\r\ntwo\n\nfour", TestContext.Current.CancellationToken);
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0" + query, "--format", "json");

        ToolResult sent = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), text, "--lines");
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        Assert.Equal(
            ["one", "two", "", "four"],
            received.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Fixed_frames_are_filled_from_a_pipe()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0?framing=fixed:4", "--format", "text");

        ToolResult sent = await BuiltTool.RunWithInputAsync("abcdefgh"u8.ToArray(), "send", await recv.ListeningAsync());
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        Assert.Equal("abcd\nefgh\n", received.Output);
    }

    [Fact]
    public async Task Both_sides_print_the_same_sum()
    {
        byte[] content = RandomNumberGenerator.GetBytes(300_000);
        string sum = "sha256 " + Convert.ToHexStringLower(SHA256.HashData(content));
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--out", PathOf("out.bin"), "--verify");

        ToolResult sent = await BuiltTool.RunWithInputAsync(content, "send", await recv.ListeningAsync(), "--verify", "--size", "999");
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        Assert.Contains("sent 301 messages, 300,000 bytes", sent.Error, StringComparison.Ordinal);
        Assert.Contains(sum, sent.Error, StringComparison.Ordinal);
        Assert.Contains("received 301 messages, 300,000 bytes", received.Error, StringComparison.Ordinal);
        Assert.Contains(sum, received.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_count_of_generated_messages_at_a_rate_is_measured_on_both_sides()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--out", "/dev/null", "--json", "--expect", "messages=2000");

        ToolResult sent = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--count", "2k", "--size", "100", "--rate", "10k/s", "--json");
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        JsonElement send = JsonDocument.Parse(sent.Output).RootElement;
        JsonElement receive = JsonDocument.Parse(received.Output).RootElement;
        Assert.Equal(2_000, send.GetProperty("messages").GetInt64());
        Assert.Equal(10_000, send.GetProperty("target_messages_per_second").GetDouble());

        // The last message is due after 0.1999 s: nothing can make the run shorter.
        Assert.True(send.GetProperty("duration_ns").GetInt64() >= 199_900_000);
        Assert.Equal(200_000, receive.GetProperty("bytes").GetInt64());
        Assert.True(receive.GetProperty("expect")[0].GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData("async")]
    [InlineData("thread")]
    [InlineData("spin")]
    public async Task Every_driver_carries_every_message(string driver)
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--out", "/dev/null", "--driver", driver, "--verify");

        ToolResult sent = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--count", "20k", "--driver", driver, "--verify");
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        Assert.Equal(SumOf(sent), SumOf(received));
        Assert.Contains("received 20,000 messages, 1,280,000 bytes", received.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flow_control_holds_the_sender_of_a_slow_reader()
    {
        await using RunningTool recv = BuiltTool.Start(
            "recv", "tcp://:0?maxmessage=1k&window=8k", "--out", "/dev/null", "--slow-reader", "5ms/10", "--expect", "messages=300");

        ToolResult sent = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--count", "300", "--size", "1k", "--json");
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        JsonElement json = JsonDocument.Parse(sent.Output).RootElement;
        Assert.True(json.GetProperty("stalls").GetInt64() > 0);
        Assert.True(json.GetProperty("stalled_ns").GetInt64() > 0);
        Assert.Equal(0, json.GetProperty("lost").GetProperty("messages").GetInt64());
    }

    [Theory]
    [InlineData("reject", "refused")]
    [InlineData("drop-newest", "dropped_newest")]
    [InlineData("drop-oldest", "dropped_oldest")]
    [InlineData("conflate", "conflated")]
    public async Task A_policy_that_loses_says_how_many_and_both_sides_agree(string policy, string cause)
    {
        await using RunningTool recv = BuiltTool.Start(
            "recv", "tcp://:0?maxmessage=1k&window=8k", "--out", "/dev/null", "--slow-reader", "5ms/10", "--json");

        ToolResult sent = await BuiltTool.RunAsync(
            "send", await recv.ListeningAsync() + "&queue=16k", "--count", "2k", "--size", "1k", "--policy", policy, "--json");
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        JsonElement send = JsonDocument.Parse(sent.Output).RootElement;
        long arrived = JsonDocument.Parse(received.Output).RootElement.GetProperty("messages").GetInt64();
        JsonElement lost = send.GetProperty("lost");
        Assert.Equal(policy, send.GetProperty("policy").GetString());
        Assert.True(lost.GetProperty(cause).GetInt64() > 0);
        Assert.Equal(lost.GetProperty("messages").GetInt64(), lost.GetProperty(cause).GetInt64());
        Assert.Equal(2_000, arrived + lost.GetProperty("messages").GetInt64());
        Assert.Equal(arrived, send.GetProperty("messages").GetInt64());
    }

    [Fact]
    public async Task The_policy_disconnect_ends_with_exit_6()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0?maxmessage=1k&window=8k", "--out", "/dev/null", "--slow-reader", "1s/1");

        ToolResult sent = await BuiltTool.RunAsync(
            "send", await recv.ListeningAsync() + "&queue=16k", "--count", "2k", "--size", "1k", "--policy", "disconnect");

        Assert.Equal(6, sent.ExitCode);
        Assert.Contains("did not keep up", sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_peer_after_the_other_until_told_to_stop()
    {
        string copy = PathOf("out.txt");
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--keep-open", "--count", "3", "--format", "text", "--out", copy);
        string endpoint = await recv.ListeningAsync();

        foreach (string text in (string[])["one", "two", "three"])
        {
            Assert.Equal(0, (await BuiltTool.RunAsync("send", endpoint, "--text", text)).ExitCode);
        }

        ToolResult received = await recv.FinishAsync();
        Assert.Equal(0, received.ExitCode);
        Assert.Equal("one\ntwo\nthree\n", await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken));
        Assert.Contains("from 3 peers", received.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_lines_tell_the_port_and_the_end()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--out", "/dev/null", "--json=lines", "-q");
        string first = await recv.ReadUntilAsync("\n");
        string endpoint = JsonDocument.Parse(first.Split('\n')[0]).RootElement.GetProperty("endpoint").GetString()!;

        ToolResult sent = await BuiltTool.RunAsync("send", endpoint, "--text", "a");
        ToolResult received = await recv.FinishAsync();

        AssertDone(sent, received);
        Assert.Empty(received.Error);
        string[] types = [.. received.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("type").GetString()!)];
        Assert.Equal("listening", types[0]);
        Assert.Equal("start", types[1]);
        Assert.Equal("end", types[^1]);
        Assert.All(types[2..^1], t => Assert.Equal("interval", t));
    }

    [Fact]
    public async Task The_first_example_of_send_reaches_the_one_of_recv()
    {
        string photo = PathOf("photo.jpg");
        await File.WriteAllTextAsync(photo, "not really", TestContext.Current.CancellationToken);
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--out", PathOf("copy.jpg"), "--verify");

        ToolResult sent = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), photo);

        AssertDone(sent, await recv.FinishAsync());
        Assert.Equal("not really", await File.ReadAllTextAsync(PathOf("copy.jpg"), TestContext.Current.CancellationToken));
    }

    private static void AssertDone(ToolResult sent, ToolResult received)
    {
        Assert.True(sent.ExitCode == 0, $"send: {sent.ExitCode}: {sent.Error}");
        Assert.True(received.ExitCode == 0, $"recv: {received.ExitCode}: {received.Error}");
    }

    private static string SumOf(ToolResult result) => result.Error.Split("sha256 ")[1].Split('\n')[0];

    private string PathOf(string name) => Path.Combine(_directory, name);
}
