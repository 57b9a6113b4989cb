using System.Text;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>The tool with a foreign framing against a peer made of Python's socket and struct.</summary>
public sealed class FramedToolTests
{
    private const string AnyPort = "tcp://127.0.0.1:0";

    public static MatrixTheoryData<string, Listener> Meetings => new(FrameCase.Names, Enum.GetValues<Listener>());

    public static MatrixTheoryData<string, string> Cuts => new(FrameCase.Names, ["together", "dribble"]);

    public static TheoryData<string> Limited => [.. FrameCase.Names.Where(name => name is not ("raw" or "len8"))];

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task Recv_writes_every_frame_as_the_peer_sent_it(string framing, Listener listener)
    {
        await using Stage stage = new();
        FrameCase frames = FrameCase.Of(framing);
        Assert.Equal(frames.ToLines(frames.Payloads), await ReceiveAsync(stage, frames, listener, frames.Payloads, "whole"));
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Recv_does_not_care_how_the_peer_cuts_its_writes(string framing, string manner)
    {
        await using Stage stage = new();
        FrameCase frames = FrameCase.Of(framing);
        IReadOnlyList<byte[]> payloads = manner == "together" ? FrameCase.Small : frames.Payloads;
        Assert.Equal(frames.ToLines(payloads), await ReceiveAsync(stage, frames, Listener.Ours, payloads, manner));
    }

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task Send_gives_the_peer_every_frame_as_it_was_asked_for(string framing, Listener listener)
    {
        await using Stage stage = new();
        FrameCase frames = FrameCase.Of(framing);
        string[] payloads = [.. frames.Payloads.SelectMany<byte[], string>(payload =>
            payload.Length == 0 ? ["--text", ""] : ["--hex", Convert.ToHexStringLower(payload)])];

        (Running peer, Running tool) = listener == Listener.Peer
            ? await PeerListensAsync(stage, frames, [], "whole", uri => ["send", uri, .. payloads])
            : await ToolListensAsync(stage, frames, [], "whole", ["send", "-l", AnyPort + frames.Query, .. payloads]);

        string received = Encoding.ASCII.GetString(await peer.FinishAsync());
        await tool.FinishAsync();
        Assert.Equal(frames.ToLines(frames.Payloads), frames.FromLines(received));
    }

    [Theory]
    [MemberData(nameof(Limited))]
    public async Task A_frame_one_byte_too_long_ends_recv_with_6_and_the_limit_in_the_text(string framing)
    {
        await using Stage stage = new();
        FrameCase frames = FrameCase.Of(framing);
        byte[] tooLong = new byte[frames.Longest + 1];
        (Running peer, Running tool) = await ToolListensAsync(
            stage, frames, ["before"u8.ToArray(), tooLong], "whole", ["recv", "-l", AnyPort + frames.Query, "--format", "text"]);

        Ended ended = await tool.EndAsync();
        Assert.Equal("before\n", ended.Text);
        Assert.Contains("the limit is 1024 bytes", ended.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(6, ended.ExitCode);
    }

    [Fact]
    public async Task A_last_line_without_its_end_and_lines_of_windows_come_out_as_lines()
    {
        await using Stage stage = new();
        Running tool = stage.Tool("recv", "-l", AnyPort + "?framing=line", "--format", "text");
        Running peer = stage.Script("frames.py", "connect", await tool.ListeningAsync(), "raw");
        await peer.EndInputAsync(Encoding.ASCII.GetBytes(Convert.ToHexString("eins\r\n\r\nzwei\ndrei, 四"u8)));

        Assert.Equal("eins\n\nzwei\ndrei, 四\n", Encoding.UTF8.GetString(await tool.FinishAsync()));
        await peer.FinishAsync();
    }

    private static async Task<string> ReceiveAsync(
        Stage stage, FrameCase frames, Listener listener, IReadOnlyList<byte[]> payloads, string manner)
    {
        (Running peer, Running tool) = listener == Listener.Peer
            ? await PeerListensAsync(stage, frames, payloads, manner, uri => ["recv", uri, "--format", "hex"])
            : await ToolListensAsync(stage, frames, payloads, manner, ["recv", "-l", AnyPort + frames.Query, "--format", "hex"]);

        string received = Encoding.ASCII.GetString(await tool.FinishAsync());
        Assert.Empty(await peer.FinishAsync());
        return frames.FromLines(received);
    }

    private static async Task<(Running Peer, Running Tool)> PeerListensAsync(
        Stage stage, FrameCase frames, IReadOnlyList<byte[]> payloads, string manner, Func<string, string[]> arguments)
    {
        Running peer = stage.Script("frames.py", "listen", AnyPort, frames.Name, manner);
        await peer.EndInputAsync(Encoding.ASCII.GetBytes(frames.ToLines(payloads)));
        return (peer, stage.Tool(arguments(await peer.ListeningAsync() + frames.Query)));
    }

    private static async Task<(Running Peer, Running Tool)> ToolListensAsync(
        Stage stage, FrameCase frames, IReadOnlyList<byte[]> payloads, string manner, string[] arguments)
    {
        Running tool = stage.Tool(arguments);
        Running peer = stage.Script("frames.py", "connect", await tool.ListeningAsync(), frames.Name, manner);
        await peer.EndInputAsync(Encoding.ASCII.GetBytes(frames.ToLines(payloads)));
        return (peer, tool);
    }
}
