using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>A process is gone in the middle: the other side says so, and what it has is not taken for all.</summary>
public sealed class LostProcessTests
{
    private const int ProtocolError = 6;
    private const int Interrupted = 130;
    private const string AnyPort = "tcp://127.0.0.1:0";

    private static readonly byte[] s_half = MakeHalf();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_sender_leaves_a_file_that_is_called_a_part()
    {
        await using Stage stage = new();
        (Running recv, Running send) = await SendHalfAsync(stage);
        send.Signal(Signal.Kill);

        Ended ended = await recv.EndAsync();
        Assert.Equal(ProtocolError, ended.ExitCode);
        Assert.Contains("vanished without a farewell", ended.Lines[^1], StringComparison.Ordinal);
        await AssertPartialAsync(stage, ended);
    }

    [Fact]
    public async Task A_killed_sender_leaves_a_pipe_with_what_came_and_an_exit_code_that_says_so()
    {
        await using Stage stage = new();
        Running recv = stage.Tool("recv", "-l", AnyPort, "--out", "-");
        Running send = stage.Tool("send", await recv.ListeningAsync(), "-");
        await send.WriteAsync(s_half);
        await Until.HoldsAsync(() => recv.OutputLength == s_half.Length);
        send.Signal(Signal.Kill);

        Ended ended = await recv.EndAsync();
        Assert.Equal(ProtocolError, ended.ExitCode);
        Assert.Contains("vanished without a farewell", ended.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(s_half, ended.Output);
    }

    [Fact]
    public async Task A_killed_receiver_ends_a_sender_that_has_nothing_to_send_just_now()
    {
        await using Stage stage = new();
        (Running recv, Running send) = await SendHalfAsync(stage);
        recv.Signal(Signal.Kill);

        Ended ended = await send.EndAsync();
        Assert.Equal(ProtocolError, ended.ExitCode);
        Assert.Contains("vanished without a farewell", ended.Lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?framing=len32be")]
    [InlineData("?framing=raw")]
    public async Task A_killed_receiver_ends_a_sender_in_full_flow(string query)
    {
        await using Stage stage = new();
        Running recv = stage.Tool("recv", "-l", AnyPort + query, "--out", stage["F"]);
        Running send = stage.Tool("send", (await recv.ListeningAsync()).Split('?')[0] + query, "--count", "1G", "--size", "1000", "--rate", "50MB/s");
        await Until.ReachesAsync(stage["F.part"], s_half.Length);
        recv.Signal(Signal.Kill);

        Ended ended = await send.EndAsync();
        Assert.Equal(ProtocolError, ended.ExitCode);
        Assert.Contains("vanished without a farewell", ended.Lines[^1], StringComparison.Ordinal);
        Assert.False(File.Exists(stage["F"]));
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("line")]
    public async Task A_foreign_receiver_that_hangs_up_leaves_no_sender_believing_that_all_was_sent(string framing)
    {
        await using Stage stage = new();
        Running peer = stage.Script("says.py", "listen", AnyPort, "", "reset");
        Running send = stage.Tool("send", $"{await peer.ListeningAsync()}?framing={framing}", "--count", "10k", "--size", "1000");

        Ended ended = await send.EndAsync();
        Assert.Equal(ProtocolError, ended.ExitCode);
        Assert.Contains("vanished without a farewell", ended.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_sender_killed_inside_a_frame_leaves_a_part_that_ends_before_it()
    {
        // A frame of five bytes, then two of the four bytes of the next one's header.
        await using Stage stage = new();
        Running recv = stage.Tool("recv", "-l", AnyPort + "?framing=len32be", "--out", stage["F"]);
        Running peer = stage.Script("says.py", "connect", await recv.ListeningAsync(), "00000005" + "68656c6c6f" + "0000");
        await Until.ReachesAsync(stage["F.part"], 5);
        peer.Signal(Signal.Kill);

        Ended ended = await recv.EndAsync();
        Assert.Equal(ProtocolError, ended.ExitCode);
        Assert.Contains("2 of", ended.Lines[^1], StringComparison.Ordinal);
        Assert.False(File.Exists(stage["F"]));
        Assert.Equal("hello"u8.ToArray(), await File.ReadAllBytesAsync(stage["F.part"], Token));
    }

    [Fact]
    public async Task An_interrupted_sender_delivers_what_it_has_read_sums_up_and_ends_with_130()
    {
        await using Stage stage = new();
        (Running recv, Running send) = await SendHalfAsync(stage);
        send.Signal(Signal.Interrupt);

        Ended ended = await send.EndAsync();
        Assert.Equal(Interrupted, ended.ExitCode);
        Assert.Matches($"sent .* messages, {s_half.Length:N0} bytes", ended.Said);
        Assert.Contains($"{s_half.Length:N0} bytes", (await recv.EndAsync()).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_receiver_keeps_its_part_sums_up_and_ends_with_130_and_the_sender_is_told()
    {
        await using Stage stage = new();
        (Running recv, Running send) = await SendHalfAsync(stage);
        recv.Signal(Signal.Interrupt);

        Ended ended = await recv.EndAsync();
        Assert.Equal(Interrupted, ended.ExitCode);
        Assert.Matches($"received .* messages, {s_half.Length:N0} bytes", ended.Said);
        await AssertPartialAsync(stage, ended);

        Ended told = await send.EndAsync();
        Assert.Equal(ProtocolError, told.ExitCode);
        Assert.Contains("the receiver closed before everything was sent", told.Lines[^1], StringComparison.Ordinal);
    }

    /// <summary>A sender whose input goes on, and a receiver that has written all of what came so far.</summary>
    private static async Task<(Running Recv, Running Send)> SendHalfAsync(Stage stage)
    {
        Running recv = stage.Tool("recv", "-l", AnyPort, "--out", stage["F"]);
        Running send = stage.Tool("send", await recv.ListeningAsync(), "-");
        await send.WriteAsync(s_half);
        await Until.ReachesAsync(stage["F.part"], s_half.Length);
        return (recv, send);
    }

    private static async Task AssertPartialAsync(Stage stage, Ended recv)
    {
        Assert.Contains($"partial: what came is kept in {stage["F.part"]}", recv.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(stage["F"]));
        Assert.Equal(s_half, await File.ReadAllBytesAsync(stage["F.part"], Token));
    }

    private static byte[] MakeHalf()
    {
        byte[] bytes = new byte[300_007];
        new Random(Seed: 2).NextBytes(bytes);
        return bytes;
    }
}
