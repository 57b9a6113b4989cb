using System.Text;
using Sockets.Tools.Tests.Support;

namespace Sockets.Tools.Tests.Processes;

/// <summary>Two processes: one asks, the other answers.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task Answers_come_in_the_order_of_the_requests()
    {
        // The later a request, the sooner its answer.
        await using RunningTool recv = BuiltTool.Start(
            "recv", "tcp://:0", "--reply-exec", "read n; sleep 0.$((9 - 2 * n)); printf '<%s>' $n", "--reply-jobs", "8");

        ToolResult asked = await BuiltTool.RunAsync(
            "send", await recv.ListeningAsync(), "--request", "--format", "text", "--text", "1", "--text", "2", "--text", "3", "--text", "4");
        ToolResult answered = await recv.FinishAsync();

        Assert.Equal((0, 0), (asked.ExitCode, answered.ExitCode));
        Assert.Equal("<1>\n<2>\n<3>\n<4>\n", Encoding.UTF8.GetString(asked.OutputBytes));
        Assert.Empty(answered.OutputBytes);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("100")]
    public async Task An_echo_gives_back_a_whole_file(string inFlight)
    {
        byte[] content = new byte[1_000_001];
        new Random(7).NextBytes(content);
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--reply-echo");

        ToolResult asked = await BuiltTool.RunWithInputAsync(
            content, "send", await recv.ListeningAsync(), "--request", "--in-flight", inFlight, "--size", "10k", "-q");

        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        Assert.Equal(content, asked.OutputBytes);
        Assert.Equal(0, (await recv.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task A_command_that_fails_is_told_on_both_sides()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--reply-exec", "grep yes");

        ToolResult asked = await BuiltTool.RunAsync(
            "send", await recv.ListeningAsync(), "--request", "--in-flight", "1", "--text", "yes", "--text", "no", "--text", "yes");
        ToolResult answered = await recv.FinishAsync();

        Assert.Equal(6, asked.ExitCode);
        Assert.Equal("yes\n", Encoding.UTF8.GetString(asked.OutputBytes));
        Assert.Contains("request 2 has no answer: The peer's handler failed.", asked.Error, StringComparison.Ordinal);
        Assert.Contains("grep yes exited with 1", answered.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_ends_with_4_and_its_command_is_stopped()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--reply-exec", "sleep 1000");

        ToolResult asked = await BuiltTool.RunAsync(
            "send", await recv.ListeningAsync(), "--request", "--deadline", "100ms", "--text", "hello");

        Assert.Equal(4, asked.ExitCode);
        Assert.Contains("request 1 has no answer", asked.Error, StringComparison.Ordinal);
        Assert.NotEqual(1, (await recv.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task A_command_that_runs_too_long_is_stopped()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0", "--reply-exec", "sleep 1000", "--reply-timeout", "50ms");

        ToolResult asked = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--request", "--text", "hello");
        ToolResult answered = await recv.FinishAsync();

        Assert.Equal(6, asked.ExitCode);
        Assert.Contains("ran longer than 0.05 s", answered.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_answers_nothing_says_so()
    {
        await using RunningTool recv = BuiltTool.Start("recv", "tcp://:0");

        ToolResult asked = await BuiltTool.RunAsync("send", await recv.ListeningAsync(), "--request", "--text", "hello");

        Assert.Equal(6, asked.ExitCode);
        Assert.Contains("--reply-exec", asked.Error, StringComparison.Ordinal);
    }
}
