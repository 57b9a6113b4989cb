using System.Globalization;
using System.Text;
using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>The tool against ncat and socat, which carry bytes and know no frames, over TCP and over Unix sockets.</summary>
public sealed class ByteProgramTests
{
    private static readonly byte[] s_raw = MakeRaw();
    private static readonly byte[] s_lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(
        i => i % 7 == 0 ? "\n" : string.Create(CultureInfo.InvariantCulture, $"Zeile {i}, 第{i}行 {new string('x', i % 50)}\n"))));

    public static MatrixTheoryData<string, string, Listener> Ways =>
        new(ByteProgram.Kinds, ["raw", "line"], Enum.GetValues<Listener>());

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_the_tool_sends_comes_out_there(string kind, string framing, Listener listener)
    {
        await using Stage stage = new();
        byte[] content = framing == "raw" ? s_raw : s_lines;
        await File.WriteAllBytesAsync(stage["content"], content, TestContext.Current.CancellationToken);

        (Running program, Running tool) = await MeetAsync(
            stage, kind, sends: false, listener, uri => ["send", $"{uri}?framing={framing}", stage["content"]]);

        AssertSame(content, await program.FinishAsync());
        await tool.FinishAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_sent_there_comes_out_of_the_tool(string kind, string framing, Listener listener)
    {
        await using Stage stage = new();
        byte[] content = framing == "raw" ? s_raw : s_lines;
        string format = framing == "raw" ? "raw" : "text";

        (Running program, Running tool) = await MeetAsync(
            stage, kind, sends: true, listener, uri => ["recv", $"{uri}?framing={framing}", "--format", format]);

        await program.EndInputAsync(content);
        AssertSame(content, await tool.FinishAsync());
        await program.FinishAsync();
    }

    private static async Task<(Running Program, Running Tool)> MeetAsync(
        Stage stage, string kind, bool sends, Listener listener, Func<string, string[]> arguments)
    {
        if (listener == Listener.Peer)
        {
            (Running server, string uri) = await ByteProgram.ListenAsync(stage, kind, sends);
            return (server, stage.Tool(arguments(uri)));
        }

        string where = kind.EndsWith("unix", StringComparison.Ordinal) ? $"unix://{stage["s"]}" : "tcp://127.0.0.1:0";
        Running tool = stage.Tool([.. arguments(where), "--listen"]);
        string listening = await tool.ListeningAsync();
        return (ByteProgram.Connect(stage, kind, sends, listening.Split('?')[0]), tool);
    }

    private static void AssertSame(byte[] expected, byte[] actual)
    {
        // Not Assert.Equal: what it prints of two different megabytes helps nobody.
        int same = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(
            expected.Length == actual.Length && same == expected.Length,
            $"{actual.Length} of {expected.Length} bytes arrived, of which {same} are right");
    }

    private static byte[] MakeRaw()
    {
        // More than every buffer on the way holds, a multiple of nothing, and every byte value.
        byte[] bytes = new byte[5_000_011];
        new Random(Seed: 1).NextBytes(bytes);
        return bytes;
    }
}
