using System.Security.Cryptography;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>A file of real data, 64 MiB, from end to end: identical on the other side, whoever is slow, and held by nobody.</summary>
public sealed class RealInputTests(RealInput input) : IClassFixture<RealInput>
{
    private const string AnyPort = "tcp://127.0.0.1:0";
    private const int Mebi = 1024 * 1024;

    // What 64 MiB may cost above what 1 MiB costs: the window of 4 MiB on the receiver's side, pools and heaps that grow
    // to their working size, code compiled for the flow. Less than half of what holding the file would take.
    private const long Flat = 24 * Mebi;

    [Theory]
    [InlineData("")]
    [InlineData("?framing=len32be")]
    [InlineData("?framing=raw")]
    public async Task A_file_arrives_identical(string query)
    {
        await using Stage stage = new();
        Running recv = stage.Tool("recv", "-l", AnyPort + query, "--out", stage["F"], "--verify");
        Running send = stage.Tool("send", (await recv.ListeningAsync()).Split('?')[0] + query, input.Path, "--verify");

        foreach (Running side in new[] { send, recv })
        {
            Ended ended = await side.EndAsync();
            Assert.Contains($"sha256 {input.Sha256}", ended.Said, StringComparison.Ordinal);
            Assert.Equal(0, ended.ExitCode);
        }

        await AssertSameAsync(stage["F"]);
    }

    [Fact]
    public async Task A_file_goes_through_a_pipe_on_either_side()
    {
        await using Stage stage = new();
        Running recv = stage.Shell("$SOCKETS recv -l tcp://127.0.0.1:0 --out - | sha256sum");
        Running send = stage.Shell("cat \"$1\" | $SOCKETS send \"$2\" -", input.Path, await recv.ListeningAsync());

        await send.FinishAsync();
        Ended ended = await recv.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(input.Sha256, ended.Text.Split(' ')[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?framing=len32be")]
    public async Task A_slow_receiver_holds_the_sender_and_neither_holds_the_file(string query)
    {
        (long smallSend, long smallRecv) = await PeaksAsync(query, input.Content.AsMemory(0, Mebi));
        (long send, long recv) = await PeaksAsync(query, input.Content);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"send {smallSend / Mebi} -> {send / Mebi} MiB, recv {smallRecv / Mebi} -> {recv / Mebi} MiB");

        Assert.InRange(send - smallSend, long.MinValue, Flat);
        Assert.InRange(recv - smallRecv, long.MinValue, Flat);
    }

    /// <summary>
    /// The most memory that sender and receiver ever held. The sender's input stays open until both were asked, so that
    /// both are still there and have done everything.
    /// </summary>
    private async Task<(long Send, long Recv)> PeaksAsync(string query, ReadOnlyMemory<byte> content)
    {
        await using Stage stage = new();
        Running recv = stage.Tool("recv", "-l", AnyPort + query, "--out", stage["F"], "--slow-reader", "10ms/16");
        Running send = stage.Tool("send", (await recv.ListeningAsync()).Split('?')[0] + query, "-");
        await send.WriteAsync(content);
        await Until.ReachesAsync(stage["F.part"], content.Length);
        long sendPeak = ProcessMemory.Peak(send.Id);
        long recvPeak = ProcessMemory.Peak(recv.Id);

        await send.EndInputAsync();
        await send.FinishAsync();
        await recv.FinishAsync();
        if (content.Length == input.Content.Length)
        {
            await AssertSameAsync(stage["F"]);
        }

        return (sendPeak, recvPeak);
    }

    private async Task AssertSameAsync(string path)
    {
        await using FileStream file = File.OpenRead(path);
        byte[] digest = await SHA256.HashDataAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(input.Sha256, Convert.ToHexStringLower(digest));
    }
}
