using System.Text.Json;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>Two and more processes over ZeroMQ.</summary>
public sealed class ZeroMqTests
{
    private const int Kill = 9;

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://[::1]:0")]
    [InlineData("ipc://@sockets-zmq-file")]
    public async Task A_file_that_is_pushed_arrives_whole(string where)
    {
        byte[] content = new byte[3_000_001];
        new Random(7).NextBytes(content);
        await using RunningTool recv = BuiltTool.Start("recv", "-l", "zmq:pull@" + where, "--verify");

        ToolResult sent = await BuiltTool.RunWithInputAsync(content, "send", As("push", await recv.ListeningAsync()), "--verify");
        ToolResult received = await recv.FinishAsync();

        Assert.Equal((0, 0), (sent.ExitCode, received.ExitCode));
        Assert.True(content.AsSpan().SequenceEqual(received.OutputBytes));
        Assert.Equal(Sum(sent.Error), Sum(received.Error));
    }

    [Fact]
    public async Task Publishing_waits_for_the_subscribers_it_was_told_of_and_each_gets_its_topics()
    {
        await using RunningTool send = BuiltTool.Start("send", "-l", "zmq:pub@tcp://127.0.0.1:0", "--lines", "--receivers", "2", "--json");
        string endpoint = As("sub", await send.ListeningAsync());
        await using RunningTool all = BuiltTool.Start("recv", endpoint, "--format", "text");
        await using RunningTool some = BuiltTool.Start("recv", endpoint + "?topic=b&topic=c", "--format", "text");

        await send.FeedAsync("a1\nb1\nc1\nd1\n"u8.ToArray());
        ToolResult sent = await send.FinishAsync();

        Assert.Equal((0, "a1\nb1\nc1\nd1\n"), Outcome(await all.FinishAsync()));
        Assert.Equal((0, "b1\nc1\n"), Outcome(await some.FinishAsync()));
        Assert.Equal(0, sent.ExitCode);
        JsonElement end = JsonDocument.Parse(sent.OutputBytes).RootElement;
        Assert.Equal(("zmq:pub", "wait", 2, 4L), (end.GetProperty("protocol").GetString(), end.GetProperty("policy").GetString(), end.GetProperty("peers").GetInt32(), Of(end, "messages")));
        JsonElement[] each = [.. end.GetProperty("receivers").EnumerateArray()];
        Assert.Equal([2L, 4L], each.Select(one => Of(one, "sent_messages")).Order());
        Assert.All(each, one => Assert.Equal(("finished", Of(one, "submitted_messages")), (one.GetProperty("state").GetString(), Of(one, "sent_messages"))));
    }

    [Fact]
    public async Task A_topic_goes_in_front_of_each_message_and_parts_are_told_apart()
    {
        await using RunningTool send = BuiltTool.Start(
            "send", "-l", "zmq:pub@tcp://127.0.0.1:0?topic=weather&delim=2c", "--text", "21.5,C", "--text", "dry", "--receivers", "3");
        string endpoint = As("sub", (await send.ListeningAsync()).Split('?')[0]);
        await using RunningTool text = BuiltTool.Start("recv", endpoint + "?topic=wea", "--format", "text");
        await using RunningTool json = BuiltTool.Start("recv", endpoint, "--format", "json", "--count", "1");
        await using RunningTool joined = BuiltTool.Start("recv", endpoint + "?delim=2c", "--format", "text");

        Assert.Equal((0, "weather\t21.5\tC\nweather\tdry\n"), Outcome(await text.FinishAsync()));
        Assert.Equal((0, "{\"seq\":1,\"length\":12,\"parts\":[{\"text\":\"weather\"},{\"text\":\"21.5\"},{\"text\":\"C\"}]}\n"), Outcome(await json.FinishAsync()));
        Assert.Equal((0, "weather,21.5,C\nweather,dry\n"), Outcome(await joined.FinishAsync()));
        Assert.Equal(0, (await send.FinishAsync()).ExitCode);
    }

    [Theory]
    [InlineData("--reply-exec rev", "olleh\ndlrow\n")]
    [InlineData("--reply-echo", "hello\nworld\n")]
    public async Task Requests_are_written_counted_and_answered(string reply, string answers)
    {
        await using RunningTool recv = BuiltTool.Start(["recv", "zmq:rep@tcp://:0", "--format", "text", "--count", "2", .. reply.Split(' ', 2)]);

        ToolResult asked = await BuiltTool.RunAsync(
            "send", As("req", await recv.ListeningAsync()), "--text", "hello", "--text", "world", "--format", "text");

        Assert.Equal((0, answers), Outcome(asked));
        Assert.Equal((0, "hello\nworld\n"), Outcome(await recv.FinishAsync()));
        Assert.Contains("sent 2 messages, 10 bytes", asked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_parts_comes_back_in_parts()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "zmq:rep@tcp://:0", "--reply-echo", "--format", "text");

        ToolResult asked = await BuiltTool.RunAsync(
            "send", As("req", await recv.ListeningAsync()) + "?delim=2c", "--text", "a,b,c", "--format", "text");

        Assert.Equal((0, "a,b,c\n"), Outcome(asked));
        Assert.Equal((0, "a\tb\tc\n"), Outcome(await recv.FinishAsync()));
    }

    [Fact]
    public async Task A_request_nobody_answers_in_time_ends_with_4()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "zmq:rep@tcp://:0", "--reply-exec", "false");

        ToolResult asked = await BuiltTool.RunAsync("send", As("req", await recv.ListeningAsync()), "--text", "hello", "--deadline", "300ms");
        ToolResult answered = await recv.FinishAsync();

        Assert.Equal(4, asked.ExitCode);
        Assert.Contains("request 1 has no answer: none came in", asked.Error, StringComparison.Ordinal);
        Assert.Contains("false exited with 1", answered.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_killed_is_named_with_its_counts_and_the_other_goes_on()
    {
        await using RunningTool send = BuiltTool.Start("send", "-l", "zmq:pub@tcp://127.0.0.1:0", "--lines", "--receivers", "2");
        string endpoint = As("sub", await send.ListeningAsync());
        await using RunningTool stays = BuiltTool.Start("recv", endpoint, "--format", "text");
        await using RunningTool dies = BuiltTool.Start("recv", endpoint, "--format", "text");
        await send.FeedPartAsync("a\nb\n"u8.ToArray());
        await dies.ReadUntilAsync("b\n");
        dies.Signal(Kill);
        await Eventually.TrueAsync(() => send.Error.Contains(": 2 sent, 0 lost", StringComparison.Ordinal));

        await send.FeedAsync("c\n"u8.ToArray());

        Assert.Equal(0, (await send.FinishAsync()).ExitCode);
        Assert.Equal((0, "a\nb\nc\n"), Outcome(await stays.FinishAsync()));
    }

    [Fact]
    public async Task Where_nothing_may_be_lost_the_end_of_the_last_receiver_is_an_error()
    {
        await using RunningTool send = BuiltTool.Start("send", "-l", "zmq:push@tcp://127.0.0.1:0", "--lines");
        await using RunningTool receiver = BuiltTool.Start("recv", As("pull", await send.ListeningAsync()), "--count", "1");
        await send.FeedPartAsync("a\n"u8.ToArray());
        await receiver.FinishAsync();

        ToolResult sent = await send.ExitAsync();

        Assert.Equal(ExitCode.ProtocolError, (ExitCode)sent.ExitCode);
        Assert.Contains("has gone before everything was sent", sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscriber_that_stays_hears_the_next_publisher()
    {
        await using RunningTool first = BuiltTool.Start("send", "-l", "zmq:pub@tcp://127.0.0.1:0", "--lines");
        string endpoint = await first.ListeningAsync();
        await using RunningTool recv = BuiltTool.Start("recv", As("sub", endpoint), "--keep-open", "--count", "2", "--format", "text");
        await first.FeedAsync("a\n"u8.ToArray());
        Assert.Equal(0, (await first.FinishAsync()).ExitCode);

        ToolResult second = await BuiltTool.RunAsync("send", "-l", endpoint, "--text", "b");

        Assert.Equal(0, second.ExitCode);
        Assert.Equal((0, "a\nb\n"), Outcome(await recv.FinishAsync()));
    }

    [Fact]
    public async Task Xpub_hears_subscriptions_and_a_router_sends_to_whom_it_names()
    {
        await using RunningTool xpub = BuiltTool.Start("recv", "-l", "zmq:xpub@tcp://127.0.0.1:0", "--format", "hex", "--count", "1");
        await using RunningTool sub = BuiltTool.Start("recv", As("sub", await xpub.ListeningAsync()) + "?topic=A", "--out", "/dev/null");
        Assert.Equal((0, "0141\n"), Outcome(await xpub.FinishAsync()));
        Assert.Equal(0, (await sub.FinishAsync()).ExitCode);

        await using RunningTool router = BuiltTool.Start("send", "-l", "zmq:router@tcp://127.0.0.1:0?to=bob", "--text", "hi");
        ToolResult bob = await BuiltTool.RunAsync("recv", As("dealer", (await router.ListeningAsync()).Split('?')[0]) + "?id=bob", "--format", "text");
        Assert.Equal((0, "hi\n"), Outcome(bob));
        Assert.Equal(0, (await router.FinishAsync()).ExitCode);
    }

    [Theory]
    [InlineData("secret", 0)]
    [InlineData("wrong", 3)]
    public async Task Only_who_is_listed_with_the_right_password_is_let_in(string password, int exitCode)
    {
        string folder = Directory.CreateTempSubdirectory("sockets").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "users"), "me:secret\nyou:other\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "password"), password + "\n", TestContext.Current.CancellationToken);
            await using RunningTool recv = BuiltTool.Start("recv", "zmq:pull@tcp://:0", "--users-file", Path.Combine(folder, "users"), "--format", "text");

            ToolResult sent = await BuiltTool.RunAsync(
                "send", As("push", await recv.ListeningAsync()), "--text", "hi", "--user", "me", "--password-file", Path.Combine(folder, "password"));

            Assert.Equal(exitCode, sent.ExitCode);
            if (exitCode == 0)
            {
                Assert.Equal((0, "hi\n"), Outcome(await recv.FinishAsync()));
            }
            else
            {
                await Eventually.TrueAsync(() => recv.Error.Contains("the password is wrong", StringComparison.Ordinal));
                recv.Signal(RunningTool.Interrupt);
                Assert.Equal(130, (await recv.FinishAsync()).ExitCode);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_cannot_be_reached_or_does_not_fit_is_said()
    {
        ToolResult nobody = await BuiltTool.RunAsync("send", "zmq:push@ipc://@sockets-zmq-nobody", "--text", "a", "--connect-timeout", "100ms");
        await using RunningTool recv = BuiltTool.Start("recv", "zmq:pull@tcp://:0");
        ToolResult wrong = await BuiltTool.RunAsync("send", "-q", As("pub", await recv.ListeningAsync()), "--text", "a");
        ToolResult used = await BuiltTool.RunAsync("send", "-l", As("push", await recv.ListeningAsync()), "--text", "a");

        Assert.Equal((3, 6, 3), (nobody.ExitCode, wrong.ExitCode, used.ExitCode));
        Assert.StartsWith("sockets: cannot connect to ", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("(tried for 0.1", nobody.Error, StringComparison.Ordinal);
        Assert.EndsWith("allow more with --connect-timeout\n", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("is in use", used.Error, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => recv.Error.Contains("was not let in", StringComparison.Ordinal));
    }

    /// <summary>The same endpoint for another kind of socket.</summary>
    private static string As(string role, string endpoint) => $"zmq:{role}@{endpoint.Split('@', 2)[1]}";

    private static (int ExitCode, string Output) Outcome(ToolResult result) => (result.ExitCode, result.Output);

    private static string Sum(string error) => error.Split("sha256 ")[1].Split('\n')[0];

    private static long Of(JsonElement one, string name) => one.GetProperty(name).GetInt64();
}
