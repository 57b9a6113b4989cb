using System.Text.Json;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>What each policy does when a ZeroMQ subscriber is stopped.</summary>
public sealed class ZeroMqPolicyTests
{
    // Of 1,000 bytes each: more than the kernel takes for one that does not read.
    private const int Messages = 20_000;

    private const int Stop = 19;
    private const int Continue = 18;

    [Fact]
    public async Task One_subscriber_that_is_stopped_loses_messages_and_the_other_none()
    {
        await using RunningTool send = BuiltTool.Start(
            "send", "-l", "zmq:pub@tcp://127.0.0.1:0?hwm=1000", "--lines", "--receivers", "2", "--policy", "drop-oldest", "--rate", "10k/s", "--json");
        string endpoint = As("sub", (await send.ListeningAsync()).Split('?')[0]);
        await using RunningTool reads = BuiltTool.Start("recv", endpoint, "--out", "/dev/null", "--json");
        await using RunningTool stopped = BuiltTool.Start("recv", endpoint, "--format", "text");
        await FirstAsync(send, stopped);
        Task<ToolResult> receiving = stopped.FinishAsync();
        stopped.Signal(Stop);

        await send.FeedPartAsync(Lines());
        await Eventually.TrueAsync(() => send.Error.Contains("cannot keep up and loses messages", StringComparison.Ordinal));
        stopped.Signal(Continue);
        await send.FeedAsync([]);
        ToolResult sent = await send.FinishAsync();
        ToolResult received = await reads.FinishAsync();
        await receiving;

        Assert.Equal((0, 0), (sent.ExitCode, received.ExitCode));
        Assert.Equal(Messages + 1, Of(JsonDocument.Parse(received.OutputBytes).RootElement, "messages"));
        JsonElement[] each = [.. JsonDocument.Parse(sent.OutputBytes).RootElement.GetProperty("receivers").EnumerateArray()];
        Assert.Contains(each, one => Of(one.GetProperty("lost"), "messages") == 0);
        JsonElement slow = Assert.Single(each, one => Of(one.GetProperty("lost"), "dropped_oldest") > 0);
        Assert.Equal(Messages + 1, Of(slow, "sent_messages") + Of(slow.GetProperty("lost"), "messages"));
    }

    [Fact]
    public async Task Of_what_a_stopped_subscriber_misses_it_gets_the_latest_of_each_topic()
    {
        await using RunningTool send = BuiltTool.Start(
            "send", "-l", "zmq:pub@tcp://127.0.0.1:0?topic=weather", "--lines", "--receivers", "1", "--policy", "conflate", "--json");
        await using RunningTool recv = BuiltTool.Start("recv", As("sub", (await send.ListeningAsync()).Split('?')[0]), "--format", "text");
        await FirstAsync(send, recv);
        Task<ToolResult> receiving = recv.FinishAsync();
        recv.Signal(Stop);
        await send.FeedPartAsync(Lines());
        await Eventually.TrueAsync(() => send.Error.Contains("cannot keep up and loses messages", StringComparison.Ordinal));
        await send.FeedAsync("latest\n"u8.ToArray());
        recv.Signal(Continue);

        ToolResult sent = await send.FinishAsync();
        ToolResult received = await receiving;

        Assert.Equal((0, 0), (sent.ExitCode, received.ExitCode));
        Assert.EndsWith("\nweather\tlatest\n", received.Output, StringComparison.Ordinal);
        JsonElement one = Assert.Single(JsonDocument.Parse(sent.OutputBytes).RootElement.GetProperty("receivers").EnumerateArray());
        long conflated = Of(one.GetProperty("lost"), "conflated");
        Assert.Equal((Messages + 2L, conflated), (Of(one, "sent_messages") + conflated, Of(one.GetProperty("lost"), "messages")));
        Assert.Equal(Of(one, "sent_messages"), received.Output.Count(static c => c == '\n'));
    }

    [Fact]
    public async Task A_subscriber_that_is_full_is_disconnected_where_that_is_the_policy()
    {
        await using RunningTool send = BuiltTool.Start(
            "send", "-l", "zmq:pub@tcp://127.0.0.1:0", "--lines", "--receivers", "2", "--policy", "disconnect", "--rate", "10k/s", "--json");
        string endpoint = As("sub", await send.ListeningAsync());
        await using RunningTool reads = BuiltTool.Start("recv", endpoint, "--out", "/dev/null", "--json");
        await using RunningTool stopped = BuiltTool.Start("recv", endpoint, "--format", "text");
        await FirstAsync(send, stopped);
        stopped.Signal(Stop);
        await send.FeedPartAsync(Lines());
        await Eventually.TrueAsync(() => send.Error.Contains("is lost (", StringComparison.Ordinal));
        await send.FeedAsync([]);

        ToolResult sent = await send.FinishAsync();
        ToolResult received = await reads.FinishAsync();

        Assert.Equal((0, 0), (sent.ExitCode, received.ExitCode));
        Assert.Equal(Messages + 1, Of(JsonDocument.Parse(received.OutputBytes).RootElement, "messages"));
        JsonElement[] each = [.. JsonDocument.Parse(sent.OutputBytes).RootElement.GetProperty("receivers").EnumerateArray()];
        Assert.Equal(["finished", "lost"], each.Select(static one => one.GetProperty("state").GetString()).Order());
    }

    /// <summary>Sends one message first: who is stopped before it has subscribed is waited for, and for ever.</summary>
    private static async Task FirstAsync(RunningTool send, RunningTool recv)
    {
        await send.FeedPartAsync("first\n"u8.ToArray());
        await recv.ReadUntilAsync("first\n");
    }

    /// <summary>The messages, a line each.</summary>
    private static byte[] Lines()
    {
        byte[] lines = new byte[Messages * 1_000];
        lines.AsSpan().Fill((byte)'x');
        for (int end = 999; end < lines.Length; end += 1_000)
        {
            lines[end] = (byte)'\n';
        }

        return lines;
    }

    /// <summary>The same endpoint for another kind of socket.</summary>
    private static string As(string role, string endpoint) => $"zmq:{role}@{endpoint.Split('@', 2)[1]}";

    private static long Of(JsonElement one, string name) => one.GetProperty(name).GetInt64();
}
