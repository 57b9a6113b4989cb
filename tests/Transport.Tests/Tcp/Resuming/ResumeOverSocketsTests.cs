using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Resuming;

/// <summary>Sessions that are resumed over real connections.</summary>
public sealed class ResumeOverSocketsTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private static readonly ResumeOptions s_quick = new() { FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(20) };

    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task Everything_arrives_once_and_in_order_while_connections_are_cut_at_random(Driver driver)
    {
        Random random = new(Seed.Take());
        await using Loopback loopback = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Driver = driver, Resume = s_quick, Session = Loopback.OftenHeard },
            Loopback.ClientOptions() with { Driver = driver, Resume = s_quick, Session = Loopback.OftenHeard });
        const int Count = 4_000;
        Task there = SendAllAsync(loopback.Client.Connection, Count);
        Task back = SendAllAsync(loopback.Accepted, Count);
        Task received = Task.WhenAll(ReceiveAllAsync(loopback.Accepted, Count), ReceiveAllAsync(loopback.Client.Connection, Count));
        for (int cut = 1; cut <= 10; cut++)
        {
            (random.Next(2) == 0 ? loopback.Client.Connection : loopback.Accepted).Session.Pump.Close(CloseReason.PeerReset);
            await Eventually.TrueAsync(() => loopback.Client.GetStats().Resumptions >= cut);
        }

        await Task.WhenAll(there, back, received).WithinAsync();
        await loopback.Client.CloseAsync(s_token).WithinAsync();
        Assert.Equal(CloseReason.LocalClose, loopback.Client.Connection.CloseReason);
        Assert.Equal(CloseReason.PeerClose, await loopback.Accepted.Closed.WithinAsync());
        Assert.Equal(Count, loopback.Client.Connection.CheckedAtRest().MessagesSent);
        Assert.Equal(Count, loopback.Accepted.CheckedAtRest().MessagesReceived);
    }

    // TRN1-S8
    [Fact]
    public async Task A_session_that_the_server_gave_up_is_lost_with_a_gap()
    {
        List<ResumeEvent> events = [];
        MessageServer first = MessageServer.Start(Loopback.ServerOptions() with { Resume = s_quick });
        await using MessageClient client = await MessageClient.ConnectAsync(
            new() { EndPoint = first.LocalEndPoint, Resume = s_quick with { OnEvent = (_, told) => events.Add(told) } }, s_token);
        MessageConnection accepted = await first.AcceptAsync(s_token).AsTask().WithinAsync();
        accepted.Abort();
        await accepted.Closed.WithinAsync();
        Assert.Equal(CloseReason.SessionLost, await client.Closed.WithinAsync());
        Assert.Equal(ResumeEventKind.ReceiveGap, events[^1].Kind);
        Assert.Null(events[^1].Last);
        await first.DisposeAsync().WithinAsync();
    }

    private static async Task SendAllAsync(MessageConnection connection, int count)
    {
        for (int i = 0; i < count; i++)
        {
            // One in a thousand goes out in fragments.
            int length = i % 1000 == 999 ? 70_000 : 8 + (i % 50);
            Assert.Equal(SendStatus.Sent, await connection.SendAsync(Numbered.Make(0, i, length), s_token));
        }
    }

    private static async Task ReceiveAllAsync(MessageConnection connection, int count)
    {
        Numbered numbered = new(1);
        while (numbered.Count < count)
        {
            using Message message = await connection.ReceiveAsync(s_token);
            numbered.Check(message.Span);
        }
    }
}
