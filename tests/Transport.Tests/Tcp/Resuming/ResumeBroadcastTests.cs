using System.Net;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.Support.Chaos;

namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>Broadcasts to a subscriber whose connection is cut, and to one whose is not.</summary>
public sealed class ResumeBroadcastTests
{
    private const int Messages = 60;

    private static readonly ResumeOptions s_quick = new() { FirstRetry = TimeSpan.FromTicks(1), LongestRetry = TimeSpan.FromMilliseconds(5) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A message of the longer kind is sent out of the block that both subscribers share, and sent again out of it.
    [Theory]
    [InlineData(100)]
    [InlineData(40_000)]
    public async Task A_subscriber_that_is_cut_gets_every_broadcast_once(int length)
    {
        using CheckedPool pool = new();
        await using MessageServer server = MessageServer.Start(
            new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Resume = s_quick, Pool = pool.Pool });
        Weather cut = new() { After = length * Messages / 7, Then = Mishap.Reset };
        await using ChaosProxy proxy = new(
            server.LocalEndPoint, TimeProvider.System, (Weather.Fair, cut), (Weather.Fair, cut), (Weather.Fair, Weather.Fair));
        await using MessageClient unlucky = await ConnectAsync(proxy.EndPoint, pool);
        await using MessageConnection toUnlucky = await server.AcceptAsync(Token).WithinAsync();
        await using MessageClient lucky = await ConnectAsync(server.LocalEndPoint, pool);
        await using MessageConnection toLucky = await server.AcceptAsync(Token).WithinAsync();
        BroadcastGroup group = new(new() { Subscriber = new() { Policy = OverflowPolicy.Wait, QueueMessages = 4 }, Pool = pool.Pool });
        group.Add(toUnlucky);
        group.Add(toLucky);

        Task[] receiving = [ReceiveAllAsync(unlucky), ReceiveAllAsync(lucky)];
        for (int i = 0; i < Messages; i++)
        {
            Assert.Equal(0, (await group.BroadcastAsync(Numbered.Make(0, i, length), Token).AsTask().WithinAsync()).Refused);
        }

        await Task.WhenAll(receiving).WithinAsync();
        Assert.Equal(2, unlucky.GetStats().Resumptions);
        Assert.Equal(2 * Messages, group.GetCounters().Sent);
        unlucky.Connection.Abort();
        lucky.Connection.Abort();
        toUnlucky.Abort();
        toLucky.Abort();
    }

    private static async Task<MessageClient> ConnectAsync(EndPoint endPoint, CheckedPool pool) =>
        await MessageClient.ConnectAsync(new() { EndPoint = endPoint, Resume = s_quick, Pool = pool.Pool }, Token);

    private static async Task ReceiveAllAsync(MessageClient client)
    {
        Numbered numbered = new(1);
        while (numbered.Count < Messages)
        {
            using Message message = await client.ReceiveAsync(Token);
            numbered.Check(message.Span);
        }
    }
}
