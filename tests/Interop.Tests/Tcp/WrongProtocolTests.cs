using Sockets.Interop.Tests.Support;

namespace Sockets.Interop.Tests.Tcp;

/// <summary>Someone at the wrong port: both sides of the tool say what it looks like, and no byte of it is taken for data.</summary>
public sealed class WrongProtocolTests
{
    private const int ProtocolError = 6;

    [Fact]
    public async Task Recv_names_a_browser_and_waits_on_for_its_peer()
    {
        await using Stage stage = new();
        Running recv = stage.Tool("recv", "tcp://127.0.0.1:0", "--listen");
        string uri = await recv.ListeningAsync();

        Running curl = stage.Program("curl", "-sS", "-m", "30", uri.Replace("tcp:", "http:", StringComparison.Ordinal));
        Assert.Contains("was not let in", await recv.SaysAsync("it looks like HTTP"), StringComparison.Ordinal);
        Assert.NotEqual(0, (await curl.EndAsync()).ExitCode);

        await AssertReceivesAsync(stage, recv, uri);
    }

    [Fact]
    public async Task Recv_names_a_tls_client_and_waits_on_for_its_peer()
    {
        await using Stage stage = new();
        Running recv = stage.Tool("recv", "tcp://127.0.0.1:0", "--listen");
        string uri = await recv.ListeningAsync();

        Running client = stage.Program("openssl", "s_client", "-connect", uri["tcp://".Length..]);
        Assert.Contains("was not let in", await recv.SaysAsync("it looks like TLS"), StringComparison.Ordinal);
        Assert.NotEqual(0, (await client.EndAsync()).ExitCode);

        await AssertReceivesAsync(stage, recv, uri);
    }

    [Fact]
    public async Task Send_names_a_web_server()
    {
        await using Stage stage = new();
        Running server = stage.Program("python3", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", stage[""]);
        await AssertSendSaysAsync(stage, $"tcp://127.0.0.1:{await ListeningPort.OfAsync(server.Id)}", "it looks like HTTP");
    }

    [Theory]
    [InlineData("5353482d322e302d4f70656e5353485f392e320d0a", "it looks like SSH")]
    [InlineData("32323020676f6f64206461790d0a", "it looks like text: a line-based protocol needs framing=line")]
    [InlineData("ff00000000000000017f", "it looks like ZeroMQ")]
    [InlineData("0001020304050607", "it is no protocol known here")]
    public async Task Send_names_whoever_speaks_first(string greeting, string words)
    {
        await using Stage stage = new();
        Running server = stage.Script("says.py", "listen", "tcp://127.0.0.1:0", greeting);
        await AssertSendSaysAsync(stage, await server.ListeningAsync(), words);
    }

    [Theory]
    [InlineData("15030300020250", "it looks like TLS, and this side does not speak it")]
    [InlineData("", "closed the connection before the handshake was done")]
    public async Task Send_names_whoever_hangs_up(string lastWords, string words)
    {
        await using Stage stage = new();
        Running server = stage.Script("says.py", "listen", "tcp://127.0.0.1:0", lastWords, "finish");
        await AssertSendSaysAsync(stage, await server.ListeningAsync(), words);
    }

    private static async Task AssertReceivesAsync(Stage stage, Running recv, string uri)
    {
        Running send = stage.Tool("send", uri, "--text", "hello");
        await send.FinishAsync();
        Ended ended = await recv.EndAsync();
        Assert.Equal("hello", ended.Text);
        Assert.Equal(0, ended.ExitCode);
    }

    private static async Task AssertSendSaysAsync(Stage stage, string uri, string words)
    {
        Ended ended = await stage.Tool("send", uri, "--text", "hello").EndAsync();
        Assert.Equal(ProtocolError, ended.ExitCode);
        Assert.Contains(words, Assert.Single(ended.Lines), StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }
}
