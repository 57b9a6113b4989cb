using System.Security.Cryptography;
using System.Text;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>The tool with its native protocol against its second implementation, Peers/trn1.py.</summary>
public sealed class Trn1ToolTests
{
    private const string AnyPort = "tcp://127.0.0.1:0";
    private const string Unix = "unix://";

    // A window that holds a few of the messages below.
    private const string Window = "?maxmessage=70000&window=200000";

    [Theory]
    [InlineData(Listener.Ours, AnyPort)]
    [InlineData(Listener.Peer, AnyPort)]
    [InlineData(Listener.Ours, Unix)]
    [InlineData(Listener.Peer, Unix)]
    public async Task Send_gives_the_peer_a_file_in_the_messages_asked_for(Listener listener, string where)
    {
        const int Count = 31;
        await using Stage stage = new();
        byte[] content = new byte[(Count - 1) * 70_000 + 1];
        new Random(Seed.Take()).NextBytes(content);
        await File.WriteAllBytesAsync(stage["content"], content, TestContext.Current.CancellationToken);

        (Running peer, Running tool) = await MeetAsync(
            stage,
            listener,
            where,
            [$"expect={Count}", "size=0", "frame=4000", "message=70000", "window=150000", "messages=2"],
            uri => ["send", uri + Window, stage["content"], "--size", "70000"]);
        await tool.FinishAsync();
        string[] told = Encoding.ASCII.GetString(await peer.FinishAsync()).Split('\n');

        Assert.StartsWith($"received {Count} ", told[1], StringComparison.Ordinal);
        Assert.EndsWith(Convert.ToHexStringLower(SHA256.HashData(content)), told[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Listener.Ours, AnyPort)]
    [InlineData(Listener.Peer, AnyPort)]
    [InlineData(Listener.Ours, Unix)]
    [InlineData(Listener.Peer, Unix)]
    public async Task Recv_writes_what_the_peer_sends(Listener listener, string where)
    {
        await using Stage stage = new();
        (Running peer, Running tool) = await MeetAsync(
            stage,
            listener,
            where,
            [$"seed={Seed.Take()}", "send=1000", "size=70000", "leave=first"],
            uri => ["recv", uri + Window]);
        byte[] received = await tool.FinishAsync();
        string[] told = Encoding.ASCII.GetString(await peer.FinishAsync()).Split('\n');

        Assert.StartsWith("sent 1000 ", told[0], StringComparison.Ordinal);
        Assert.StartsWith($"stream {Convert.ToHexStringLower(SHA256.HashData(received))} ", told[2], StringComparison.Ordinal);
    }

    private static async Task<(Running Peer, Running Tool)> MeetAsync(
        Stage stage, Listener listener, string where, string[] peerOptions, Func<string, string[]> arguments)
    {
        string uri = where == Unix ? Unix + stage["s"] : where;
        if (listener == Listener.Peer)
        {
            Running listening = stage.Script("trn1.py", ["listen", uri, .. peerOptions]);
            return (listening, stage.Tool(arguments(await listening.ListeningAsync())));
        }

        Running tool = stage.Tool([.. arguments(uri), "--listen"]);
        return (stage.Script("trn1.py", ["connect", await tool.ListeningAsync(), .. peerOptions]), tool);
    }
}
