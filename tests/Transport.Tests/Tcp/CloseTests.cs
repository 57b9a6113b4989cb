using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>An orderly end loses nothing, and every end says which it was.</summary>
public sealed class CloseTests
{
    private const int Rounds = 60;
    private const int Messages = 100;

    public static TheoryData<Driver> All => Drivers.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Closing_right_after_sending_loses_nothing(Driver driver)
    {
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions() with { Driver = driver });
        for (int round = 0; round < Rounds; round++)
        {
            await using MessageClient client = await ConnectAsync(server, driver);
            await using MessageConnection accepted = await server.AcceptAsync(TestContext.Current.CancellationToken);
            Send(client.Connection);

            await client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

            Assert.Equal(CloseReason.LocalClose, client.Connection.CloseReason);
            await ReadToTheEndAsync(accepted);
            Assert.Equal(CloseReason.PeerClose, await accepted.Closed.WithinAsync());
            Assert.Equal((Messages, 0), (client.Connection.Checked().MessagesSent, client.GetStats().MessagesPending));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Both_may_close_at_once_and_nothing_is_lost(Driver driver)
    {
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions() with { Driver = driver });
        for (int round = 0; round < Rounds; round++)
        {
            await using MessageClient client = await ConnectAsync(server, driver);
            await using MessageConnection accepted = await server.AcceptAsync(TestContext.Current.CancellationToken);

            Send(client.Connection);
            Send(accepted);

            await Together.RunAsync(2, side => _ = (side == 0 ? client.Connection : accepted).CloseAsync(CancellationToken.None).AsTask());
            CloseReason[] reasons = await Task.WhenAll(client.Closed, accepted.Closed).WithinAsync();

            Assert.All(reasons, reason => Assert.True(reason is CloseReason.LocalClose or CloseReason.PeerClose, $"{reason}"));
            await ReadToTheEndAsync(accepted);
            await ReadToTheEndAsync(client.Connection);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_side_that_closes_still_gets_what_the_other_had_sent(Driver driver)
    {
        SessionOptions often = Loopback.OftenHeard with { WindowMessages = 2 * Messages };
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions() with { Driver = driver, Session = often });
        for (int round = 0; round < Rounds; round++)
        {
            Numbered received = new(1);
            MessageActions handler = new() { Message = (_, payload) => received.Check(payload) };
            await using MessageClient client = await MessageClient.ConnectAsync(
                Loopback.ClientOptions() with { EndPoint = server.LocalEndPoint, Driver = driver, Session = often, Handler = handler },
                TestContext.Current.CancellationToken);
            await using MessageConnection accepted = await server.AcceptAsync(TestContext.Current.CancellationToken);
            Send(accepted);

            await client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

            Assert.Equal(CloseReason.LocalClose, client.Connection.CloseReason);
            Assert.Equal(CloseReason.PeerClose, await accepted.Closed.WithinAsync());
            Assert.Equal(Messages, received.Count);
        }
    }

    [Fact]
    public async Task Closing_sends_what_waits_for_credit_while_the_peer_reads()
    {
        await using Loopback link = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Session = new SessionOptions { WindowMessages = 3 } }, Loopback.ClientOptions());
        Task<SendStatus>[] sending = [.. Enumerable.Range(0, Messages).Select(
            i => link.Client.SendAsync(Numbered.Make(0, i), TestContext.Current.CancellationToken).AsTask())];

        Task closing = link.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(SendStatus.Draining, link.Client.TrySend([]));
        await ReadToTheEndAsync(link.Accepted);

        await closing.WithinAsync();
        Assert.All(await Task.WhenAll(sending).WithinAsync(), status => Assert.Equal(SendStatus.Sent, status));
        Assert.Equal(CloseReason.LocalClose, link.Client.Connection.CloseReason);
    }

    [Fact]
    public async Task Acknowledged_is_done_when_the_peers_process_has_everything()
    {
        await using Loopback link = await Loopback.ConnectAsync(Loopback.ServerOptions(), Loopback.ClientOptions());
        await link.Client.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        for (int i = 1; i <= 50; i++)
        {
            Send(link.Client.Connection);

            await link.Client.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

            Assert.Equal(i * Messages, link.Accepted.CheckedAtRest().MessagesReceived);
        }
    }

    [Fact]
    public async Task Acknowledged_fails_when_the_session_ends_before_the_peer_said_so()
    {
        using ManualResetEventSlim go = new();
        MessageActions stuck = new() { Message = (_, _) => go.Wait(CancellationToken.None) };
        await using Loopback link = await Loopback.ConnectAsync(Loopback.ServerOptions() with { Handler = stuck }, Loopback.ClientOptions());
        link.Client.TrySend([1]);
        using CancellationTokenSource giveUp = new();
        Task givenUp = link.Client.AcknowledgedAsync(giveUp.Token).AsTask();
        Task failed = link.Client.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.WithinAsync());
        link.Client.Connection.Abort();
        go.Set();

        await Assert.ThrowsAnyAsync<TransportException>(() => failed.WithinAsync());
        await Assert.ThrowsAnyAsync<TransportException>(
            () => link.Client.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task Closing_that_is_cut_short_aborts()
    {
        await using Loopback link = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Session = new SessionOptions { WindowMessages = 1 } }, Loopback.ClientOptions());
        link.Client.TrySend([1]);
        Task<SendStatus> waiting = link.Client.SendAsync(new byte[2], TestContext.Current.CancellationToken).AsTask();
        using CancellationTokenSource cut = new();
        Task closing = link.Client.CloseAsync(cut.Token).AsTask();

        await cut.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closing.WithinAsync());
        Assert.Equal(CloseReason.LocalAbort, await link.Client.Closed.WithinAsync());
        Assert.Equal(SendStatus.Closed, await waiting.WithinAsync());
        Assert.Equal(1, link.Client.Connection.Checked().DroppedAtClose);
    }

    [Fact]
    public async Task The_first_reason_wins()
    {
        await using Loopback link = await Loopback.ConnectAsync(Loopback.ServerOptions(), Loopback.ClientOptions());

        link.Client.Connection.Abort();
        await link.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

        Assert.Equal(CloseReason.LocalAbort, link.Client.Connection.CloseReason);
    }

    [Fact]
    public async Task A_server_that_is_disposed_closes_its_sessions_in_order()
    {
        await using Loopback link = await Loopback.ConnectAsync(Loopback.ServerOptions(), Loopback.ClientOptions());
        Send(link.Accepted);

        await link.Server.DisposeAsync().AsTask().WithinAsync();

        Assert.Equal(CloseReason.PeerClose, await link.Client.Closed.WithinAsync());
        await ReadToTheEndAsync(link.Client.Connection);
        await link.Server.DisposeAsync().AsTask().WithinAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => link.Server.AcceptAsync(TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task A_session_that_came_and_went_before_anybody_took_it_leaves_nothing_behind()
    {
        using CheckedPool pool = new();
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions() with { Pool = pool.Pool });
        await using (MessageClient client = await ConnectAsync(server, Driver.Async))
        {
            Send(client.Connection);
            await client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        }

        await Eventually.TrueAsync(() => server.Connections.Count == 0);
        await server.DisposeAsync().AsTask().WithinAsync();

        Assert.Equal(0, pool.Outstanding);
    }

    private static async Task<MessageClient> ConnectAsync(MessageServer server, Driver driver) => await MessageClient.ConnectAsync(
        Loopback.ClientOptions() with { EndPoint = server.LocalEndPoint, Driver = driver }, TestContext.Current.CancellationToken);

    private static void Send(MessageConnection from)
    {
        for (int i = 0; i < Messages; i++)
        {
            Assert.Equal(SendStatus.Sent, from.TrySend(Numbered.Make(0, i)));
        }
    }

    private static async Task ReadToTheEndAsync(MessageConnection connection)
    {
        Numbered received = new(1);
        await foreach (Message message in connection.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            using (message)
            {
                received.Check(message.Span);
            }
        }

        Assert.Equal(Messages, received.Count);
    }
}
