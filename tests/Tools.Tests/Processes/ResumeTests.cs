using System.Net;
using System.Text;
using System.Text.Json;
using Sockets.Tools.Tests.Support;
using Sockets.Transport.Tests.Support.Chaos;

namespace Sockets.Tools.Tests.Processes;

/// <summary>
/// Two processes whose connection is cut, and of which one is killed. What arrived is counted here, outside of both, and
/// compared with what they report.
/// </summary>
public sealed class ResumeTests : IDisposable
{
    private const int Kill = 9;
    private const int Stop = 19;

    private readonly string _directory = Directory.CreateTempSubdirectory("sockets-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData()]
    [InlineData("--compress", "lz4")]
    public async Task A_file_arrives_whole_over_three_cuts(params string[] options)
    {
        string path = Path.Combine(_directory, "file");
        byte[] file = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i:D9}\n")));
        await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
        string copy = Path.Combine(_directory, "copy");
        await using RunningTool recv = BuiltTool.Start(["recv", "tcp://127.0.0.1:0", "--listen", "--resume", "--out", copy, "--json", .. options]);
        Weather cut = new() { After = 30_000, Then = Mishap.Reset };
        await using ChaosProxy proxy = new(EndPointOf(await recv.ListeningAsync()), TimeProvider.System, (cut, Weather.Fair), (cut, Weather.Fair), (cut, Weather.Fair));

        ToolResult sent = await BuiltTool.RunAsync(["send", $"tcp://{proxy.EndPoint}", path, "--size", "1000", "--resume", "--json", .. options]);
        ToolResult received = await recv.FinishAsync();

        Assert.Equal((0, 0), (sent.ExitCode, received.ExitCode));
        Assert.Equal(file, await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken));
        Assert.Equal((400, 3, 0), Counts(sent));
        Assert.Equal((400, 3, 0), Counts(received));
        Assert.Contains("the connection was cut (PeerReset)", sent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_receiver_may_not_have_got_is_in_the_gap_of_the_sender()
    {
        await using RunningTool first = BuiltTool.Start("recv", "tcp://127.0.0.1:0", "--listen", "--resume", "--format", "text");
        string endpoint = await first.ListeningAsync();
        await using RunningTool send = BuiltTool.Start("send", endpoint, "--lines", "--resume", "--json=lines");
        await send.FeedPartAsync(Lines(1, 10));
        string seen = await first.ReadUntilAsync("line 10\n");

        // It is there and takes nothing any more: ten lines are on their way when it is killed.
        first.Signal(Stop);
        await send.FeedPartAsync(Lines(11, 20));
        await send.ReadUntilAsync("\"total_messages\":20,");
        first.Signal(Kill);
        await first.ExitAsync();
        await using RunningTool second = BuiltTool.Start("recv", endpoint, "--listen", "--resume", "--format", "text", "--for", "20s");
        ToolResult sent = await send.FinishAsync();
        second.Signal(RunningTool.Interrupt);
        ToolResult restarted = await second.FinishAsync();

        Assert.Equal(string.Concat(Enumerable.Range(1, 10).Select(i => $"line {i}\n")), seen);
        Assert.Equal("", Encoding.UTF8.GetString(restarted.OutputBytes));
        Assert.Equal(6, sent.ExitCode);
        JsonElement gap = GapOf(sent, "sent");
        Assert.InRange(gap.GetProperty("first").GetInt32(), 1, 11);
        Assert.Equal(20, gap.GetProperty("last").GetInt32());
    }

    [Fact]
    public async Task Where_a_killed_sender_stopped_is_the_gap_of_the_receiver()
    {
        await using RunningTool recv = BuiltTool.Start(
            "recv", "tcp://127.0.0.1:0", "--listen", "--resume", "--patience", "1s", "--format", "text");
        string endpoint = await recv.ListeningAsync();
        await using RunningTool first = BuiltTool.Start("send", endpoint, "--lines", "--resume");
        await first.FeedPartAsync(Lines(1, 10));
        await recv.ReadUntilAsync("line 10\n");
        first.Signal(Kill);
        await first.ExitAsync();

        // Another process is another session: it is not taken for the one that was killed.
        ToolResult second = await BuiltTool.RunWithInputAsync(Lines(11, 12), "send", endpoint, "--lines");
        ToolResult received = await recv.FinishAsync();

        Assert.NotEqual(0, second.ExitCode);
        Assert.Equal(6, received.ExitCode);
        Assert.Equal(Lines(1, 10), received.OutputBytes);
        Assert.Contains("was turned away: this run takes one peer", received.Error, StringComparison.Ordinal);
        Assert.Contains("gap: what was sent from message 11 on, if anything, did not arrive", received.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_waits_for_a_sender_that_was_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        await using RunningTool recv = BuiltTool.Start(
            "recv", "tcp://127.0.0.1:0", "--listen", "--resume", "--patience", "10m", "--format", "text");
        await using RunningTool send = BuiltTool.Start("send", await recv.ListeningAsync(), "--lines", "--resume", "--patience", "10m");
        await send.FeedPartAsync(Lines(1, 10));
        await recv.ReadUntilAsync("line 10\n");

        send.Signal(RunningTool.Interrupt);
        ToolResult sent = await send.ExitAsync();
        ToolResult received = await recv.FinishAsync();

        Assert.Equal((130, 6), (sent.ExitCode, received.ExitCode));
        Assert.Contains("the sender was stopped before everything was sent", received.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("was cut", received.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--patience says how long a cut may last", "send", "tcp://127.0.0.1:9", "--text", "a", "--patience", "1s")]
    [InlineData("framing=line cannot go on after a cut", "send", "tcp://127.0.0.1:9?framing=line", "--text", "a", "--resume")]
    [InlineData("framing=line cannot go on after a cut", "recv", "tcp://127.0.0.1:9?framing=line", "--resume")]
    [InlineData("--patience is from", "recv", "tcp://127.0.0.1:9", "--resume", "--patience", "1ms")]
    public async Task Says_where_it_makes_no_sense(string words, params string[] arguments)
    {
        ToolBench bench = new();

        Assert.Equal(ExitCode.Usage, await bench.RunAsync(arguments));

        Assert.Contains(words, bench.Error, StringComparison.Ordinal);
    }

    private static byte[] Lines(int first, int last) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(first, last - first + 1).Select(i => $"line {i}\n")));

    private static IPEndPoint EndPointOf(string endpoint) => IPEndPoint.Parse(endpoint["tcp://".Length..]);

    private static (int Messages, int Times, int Gaps) Counts(ToolResult result)
    {
        JsonElement end = JsonDocument.Parse(result.OutputBytes).RootElement;
        return (
            end.GetProperty("messages").GetInt32(),
            end.GetProperty("resumed").GetProperty("times").GetInt32(),
            end.GetProperty("resumed").GetProperty("gaps").GetArrayLength());
    }

    /// <summary>The one gap of this direction.</summary>
    private static JsonElement GapOf(ToolResult result, string direction) =>
        JsonDocument.Parse(Encoding.UTF8.GetString(result.OutputBytes).TrimEnd().Split('\n')[^1])
            .RootElement.GetProperty("resumed").GetProperty("gaps").EnumerateArray()
            .Single(gap => gap.GetProperty("direction").GetString() == direction);
}
