using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>What a server does with sessions that end, and at its own end.</summary>
public sealed class MessageServerTests
{
    private const int Messages = 100;

    [Fact]
    public async Task A_server_that_is_disposed_closes_its_sessions_in_order()
    {
        await using Loopback link = await Loopback.ConnectAsync(Loopback.ServerOptions(), Loopback.ClientOptions());
        Send(link.Accepted);

        await link.Server.DisposeAsync().AsTask().WithinAsync();

        Assert.Equal(CloseReason.PeerClose, await link.Client.Closed.WithinAsync());
        Numbered received = new(1);
        while (link.Client.TryReceive(out Message message))
        {
            using (message)
            {
                received.Check(message.Span);
            }
        }

        Assert.Equal(Messages, received.Count);
        await link.Server.DisposeAsync().AsTask().WithinAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => link.Server.AcceptAsync(TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task A_session_that_came_and_went_before_anybody_took_it_leaves_nothing_behind()
    {
        using CheckedPool pool = new();
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions() with { Pool = pool.Pool });
        await using (MessageClient client = await ConnectAsync(server))
        {
            Send(client.Connection);
            await client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        }

        await Eventually.TrueAsync(() => server.Connections.Count == 0);
        await server.DisposeAsync().AsTask().WithinAsync();

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public async Task A_handler_that_fails_to_hear_of_the_end_keeps_no_place_in_the_server()
    {
        MessageActions faulty = new() { Closed = static (_, _, _) => throw new InvalidDataException("of the test") };
        await using MessageServer server = MessageServer.Start(
            Loopback.ServerOptions() with { Handler = faulty, Listen = new ListenLimits { MaxConnections = 1 } });
        for (int i = 0; i < 3; i++)
        {
            await BackAsync(server);
        }
    }

    [Fact]
    public async Task A_callback_that_throws_does_not_end_the_accepting()
    {
        MessageServerOptions options = Loopback.ServerOptions() with
        {
            Handler = new MessageActions(),
            Listen = new ListenLimits { MaxConnections = 1 },
            OnRefused = static _ => throw new InvalidDataException("of the test"),
        };
        await using MessageServer server = MessageServer.Start(options);
        await using (MessageClient first = await ConnectAsync(server))
        {
            await Assert.ThrowsAnyAsync<TransportException>(() => ConnectAsync(server));
        }

        await BackAsync(server);
    }

    /// <summary>Done when the server lets somebody in again, whose session is ended then.</summary>
    private static async Task BackAsync(MessageServer server)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                await using MessageClient client = await ConnectAsync(server);
                await client.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
                return;
            }
            catch (ConnectionClosedException e) when (e.Reason == CloseReason.Refused)
            {
                // The last one's place is given back a moment after its end.
                Assert.True(tries < 10_000, e.Message);
            }
        }
    }

    private static Task<MessageClient> ConnectAsync(MessageServer server) => MessageClient.ConnectAsync(
        Loopback.ClientOptions() with { EndPoint = server.LocalEndPoint }, TestContext.Current.CancellationToken).AsTask();

    private static void Send(MessageConnection from)
    {
        for (int i = 0; i < Messages; i++)
        {
            Assert.Equal(SendStatus.Sent, from.TrySend(Numbered.Make(0, i)));
        }
    }
}
