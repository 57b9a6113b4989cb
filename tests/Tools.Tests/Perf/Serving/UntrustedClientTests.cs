using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Tests.Perf.Control;
using Sockets.Tools.Tests.Perf.Ends;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Tests.Perf.Serving;

/// <summary>What a client says that is not <c>perf run</c>: the server answers with a refusal, and keeps nothing.</summary>
public sealed class UntrustedClientTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("2001:db8::7")]
    [InlineData("x")]
    public async Task Datagrams_go_to_a_group_or_back_to_the_client_and_nowhere_else(string group)
    {
        TestPlan plan = PlanSamples.Loss with { Flow = DataFlow.Down, Datagrams = PlanSamples.Loss.Datagrams! with { Group = group } };

        Refusal refusal = await RefusalAsync(plan);

        Assert.Equal(ExitCode.Usage, refusal.Code);
        Assert.Contains(group, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_that_no_machine_sends_is_refused() => Assert.Equal(
        ExitCode.Usage, (await RefusalAsync(PlanSamples.Throughput with { Flow = DataFlow.Down, MessagesPerSecond = 1e300 })).Code);

    [Fact]
    public async Task A_first_message_that_is_longer_than_anything_a_client_has_to_say_ends_the_connection()
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        await using MessageClient client = await ConnectAsync(serve);
        await client.SendAsync(ControlLine.Encode(new Hello(ControlMessage.Version, new string('x', 200_000))), TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<TransportException>(async () => await client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(s_limit, TestContext.Current.CancellationToken));
    }

    private static async Task<Refusal> RefusalAsync(TestPlan plan)
    {
        await using RunningServe serve = await RunningServe.StartAsync();
        await using MessageClient client = await ConnectAsync(serve);
        await client.SendAsync(ControlLine.Encode(new Hello(ControlMessage.Version, "someone")), TestContext.Current.CancellationToken);
        Assert.IsType<Welcome>(await ReceiveAsync(client));
        await client.SendAsync(ControlLine.Encode(new Proposal(plan)), TestContext.Current.CancellationToken);
        return Assert.IsType<Refusal>(await ReceiveAsync(client));
    }

    private static ValueTask<MessageClient> ConnectAsync(RunningServe serve) =>
        MessageClient.ConnectAsync(new MessageClientOptions { EndPoint = serve.EndPoint }, TestContext.Current.CancellationToken);

    private static async Task<ControlMessage> ReceiveAsync(MessageClient client)
    {
        using Message message = await client.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(s_limit, TestContext.Current.CancellationToken);
        return ControlLine.Parse(message.Span);
    }
}
