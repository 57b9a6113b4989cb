using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>The tool's tls:// against openssl's own client and server, which carry bytes and know no frames.</summary>
public sealed class TlsToolTests
{
    private const int Unreachable = 3;

    private static readonly byte[] s_content = MakeContent();

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task What_the_tool_sends_comes_out_of_s_server(string version)
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        await File.WriteAllBytesAsync(stage["content"], s_content, TestContext.Current.CancellationToken);
        Running server = stage.Program(
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-quiet", version, "-cert", papers.Server.Certificate, "-key", papers.Server.Key);

        string uri = $"tls://127.0.0.1:{await ListeningPort.OfAsync(server.Id)}?framing=raw&ca={papers.Authority}&name=server.test";
        await stage.Tool("send", uri, stage["content"]).FinishAsync();

        AssertSame(s_content, await server.FinishAsync());
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task What_s_client_sends_comes_out_of_the_tool_and_its_end_is_one(string version)
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        (string certificate, string key) = papers.Server;
        Running recv = stage.Tool("recv", $"tls://127.0.0.1:0?framing=raw&cert={certificate}&key={key}&ca={papers.Authority}", "--listen");
        string place = (await recv.ListeningAsync()).Split('?')[0]["tls://".Length..];

        Running client = stage.Program(
            "openssl",
            ["s_client", "-connect", place, version, "-quiet", "-nocommands", "-no_ign_eof", "-verify_return_error", "-CAfile", papers.Authority,
                "-verify_hostname", "server.test", "-cert", papers.Client.Certificate, "-key", papers.Client.Key]);
        await client.EndInputAsync(s_content);

        AssertSame(s_content, await recv.FinishAsync());
        await client.FinishAsync();
    }

    [Fact]
    public async Task A_server_that_is_not_who_was_asked_for_is_refused_in_one_line()
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        Running server = stage.Program(
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-quiet", "-cert", papers.Server.Certificate, "-key", papers.Server.Key);
        string place = $"tls://127.0.0.1:{await ListeningPort.OfAsync(server.Id)}?framing=raw&ca={papers.Authority}";

        Ended ended = await stage.Tool("send", place + "&name=other.test", "--text", "hello").EndAsync();

        Assert.Equal(Unreachable, ended.ExitCode);
        Assert.Contains("it is for 'server.test', '127.0.0.1', and not for 'other.test'", Assert.Single(ended.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_server_that_demands_a_certificate_is_understood(string version)
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        Running server = stage.Program(
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-quiet", version, "-Verify", "1", "-verify_return_error", "-CAfile", papers.Authority,
            "-cert", papers.Server.Certificate, "-key", papers.Server.Key);
        string place = $"tls://127.0.0.1:{await ListeningPort.OfAsync(server.Id)}?framing=raw&ca={papers.Authority}";

        Ended ended = await stage.Tool("recv", place).EndAsync();

        Assert.Equal(Unreachable, ended.ExitCode);
        Assert.Contains("client certificate", ended.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_speaks_only_what_is_too_old_is_not_let_in()
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        (string certificate, string key) = papers.Server;
        Running recv = stage.Tool("recv", $"tls://127.0.0.1:0?framing=raw&cert={certificate}&key={key}", "--listen");
        string place = (await recv.ListeningAsync()).Split('?')[0]["tls://".Length..];

        Running client = stage.Program("openssl", "s_client", "-connect", place, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-quiet");

        Assert.Contains("was not let in", await recv.SaysAsync("TLS failed"), StringComparison.Ordinal);
        Assert.NotEqual(0, (await client.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_browser_at_a_TLS_port_is_named()
    {
        await using Stage stage = new();
        Papers papers = new(stage);
        (string certificate, string key) = papers.Server;
        Running recv = stage.Tool("recv", $"tls://127.0.0.1:0?cert={certificate}&key={key}", "--listen");
        string place = (await recv.ListeningAsync()).Split('?')[0].Replace("tls:", "http:", StringComparison.Ordinal);

        Running curl = stage.Program("curl", "-sS", "-m", "30", place);

        Assert.Contains("it looks like HTTP", await recv.SaysAsync("does not speak TLS"), StringComparison.Ordinal);
        Assert.NotEqual(0, (await curl.EndAsync()).ExitCode);
    }

    private static void AssertSame(byte[] expected, byte[] actual)
    {
        int same = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(
            expected.Length == actual.Length && same == expected.Length,
            $"{actual.Length} of {expected.Length} bytes arrived, of which {same} are right");
    }

    private static byte[] MakeContent()
    {
        byte[] bytes = new byte[3_000_017];
        new Random(Seed: 1).NextBytes(bytes);
        return bytes;
    }
}
