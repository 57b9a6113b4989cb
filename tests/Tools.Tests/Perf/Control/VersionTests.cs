using System.Net;
using System.Text;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Running;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Perf.Control;

/// <summary>Two versions tell each other apart, and what speaks something else is no peer.</summary>
public sealed class VersionTests
{
    [Fact]
    public async Task A_server_refuses_a_client_of_another_version_and_names_both()
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = serve.EndPoint }, TestContext.Current.CancellationToken);

        await client.SendAsync(ControlLine.Encode(new Hello(99, "sockets 9.9")), TestContext.Current.CancellationToken);
        using Message answer = await client.ReceiveAsync(TestContext.Current.CancellationToken);
        Refusal refusal = Assert.IsType<Refusal>(ControlLine.Parse(answer.Span));

        Assert.Equal(ExitCode.ProtocolError, refusal.Code);
        Assert.Contains("speaks version 1 of perf", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("version 99 (sockets 9.9)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_says_what_the_server_speaks()
    {
        await using MessageServer server = Answering(ControlLine.Encode(
            new Welcome(99, "sockets 9.9", Tools.Perf.PerfHost.Read(), "async")));

        ToolException error = await Assert.ThrowsAsync<ToolException>(() => PerfClient.ConnectAsync(RunningServe.Settings(Uri(server)), TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Equal(ExitCode.ProtocolError, error.Code);
        Assert.Equal("the server speaks version 99 of perf (sockets 9.9), and this is version 1", error.Message);
    }

    [Fact]
    public async Task Who_says_something_else_is_no_server()
    {
        await using MessageServer server = Answering(Encoding.UTF8.GetBytes("hello yourself"));

        ToolException error = await Assert.ThrowsAsync<ToolException>(() => PerfClient.ConnectAsync(RunningServe.Settings(Uri(server)), TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Equal(ExitCode.ProtocolError, error.Code);
        Assert.Contains("no control message of sockets perf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_control_message_comes_back_as_it_was()
    {
        ControlMessage[] messages =
        [
            new Hello(1, "t"), new Refusal(ExitCode.Usage, "m"), new Refusal(ExitCode.Usage, "m", "h"), new ClockProbe(), new ClockAnswer(1, 2),
            new Start(), new Started(), new Done(), new Stop(), new Attach("r", 3),
            new Progress(new EndCounts { Sent = 1, Loss = new LossCounts { Socket = 2 } }),
        ];
        Assert.All(messages, static message => Assert.Equal(message, ControlLine.Parse(ControlLine.Encode(message))));
    }

    [Fact]
    public void A_field_that_nobody_knows_is_ignored_and_one_that_is_missing_is_not_told()
    {
        Progress old = Assert.IsType<Progress>(ControlLine.Parse("""{"type":"progress","counts":{"received":3}}"""u8));
        Progress later = Assert.IsType<Progress>(ControlLine.Parse("""{"type":"progress","counts":{"received":3,"x":{}},"y":[1]}"""u8));

        Assert.Equal(new Progress(new EndCounts { Received = 3 }), old);
        Assert.Equal(old, later);
        Assert.Null(old.Times);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"unheard of\"}")]
    [InlineData("{\"type\":\"attach\",\"run\":null,\"stream\":1}")]
    [InlineData("{\"type\":\"plan\"}")]
    [InlineData("{\"type\":\"plan\",\"plan\":{\"mode\":\"throughput\"}}")]
    public void What_is_no_control_message_is_said_to_be_none(string text) =>
        Assert.Equal(ExitCode.ProtocolError, Assert.Throws<ToolException>(() => ControlLine.Parse(Encoding.UTF8.GetBytes(text))).Code);

    private static MessageServer Answering(byte[] answer) => MessageServer.Start(new MessageServerOptions
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
        Handler = new Answerer(answer),
    });

    private static string Uri(MessageServer server) => $"tcp://{server.LocalEndPoint}";

    private sealed class Answerer(byte[] answer) : IMessageHandler
    {
        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) => connection.TrySend(answer);
    }
}
