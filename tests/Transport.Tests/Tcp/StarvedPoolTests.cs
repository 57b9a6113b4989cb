using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>What still works in a process whose thread pool has no thread left.</summary>
[Collection(Alone.Name)]
public sealed class StarvedPoolTests
{
    /// <summary>A peer is given up after half a second without a sign of life.</summary>
    private static readonly SessionOptions s_impatient = new() { HeartbeatInterval = TimeSpan.FromMilliseconds(50), DeadAfterMissed = 10 };

    [Fact]
    public async Task Heartbeats_go_out_and_nobody_is_taken_for_dead()
    {
        await using Loopback link = await ConnectAsync(client: Driver.Async, handler: null);
        using (StarvedPool pool = new())
        {
            long before = link.Accepted.GetStats().WireBytesReceived;

            // Thirty heartbeats of 40 bytes: three times as long as a silent peer would live.
            Eventually.TrueInPlace(() => link.Accepted.GetStats().WireBytesReceived >= before + 1200 || link.Accepted.CloseReason != CloseReason.None);

            Assert.True(pool.IsStarved);
            Assert.Equal((CloseReason.None, CloseReason.None), (link.Accepted.CloseReason, link.Client.Connection.CloseReason));
        }

        link.Client.TrySend([1]);
        await link.Client.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
    }

    [Fact]
    public async Task Messages_flow_between_threads_of_their_own()
    {
        using CountdownEvent received = new(1000);
        MessageActions handler = new() { Message = (_, _) => received.Signal() };
        await using Loopback link = await ConnectAsync(client: Driver.DedicatedThread, handler);
        using StarvedPool pool = new();

        for (int i = 0; i < received.InitialCount; i++)
        {
            Eventually.TrueInPlace(() => link.Client.TrySend([1]) == SendStatus.Sent);
        }

        Assert.True(received.Wait(Bounded.Default, TestContext.Current.CancellationToken));
        Assert.True(pool.IsStarved);
    }

    private static Task<Loopback> ConnectAsync(Driver client, IMessageHandler? handler) => Loopback.ConnectAsync(
        Loopback.ServerOptions() with { Driver = Driver.DedicatedThread, Session = s_impatient, Handler = handler },
        Loopback.ClientOptions() with { Driver = client, Session = s_impatient });
}
