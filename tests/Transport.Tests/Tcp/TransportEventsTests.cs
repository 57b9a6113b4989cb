using System.Globalization;
using System.Net;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>What a listener of the events <c>Sockets-Transport</c> is told about a session over real sockets.</summary>
public sealed class TransportEventsTests
{
    [Fact]
    public async Task A_session_is_seen_from_its_beginning_to_its_end()
    {
        using TransportEventListener listener = new();
        string client;
        await using (Loopback link = await ConnectAsync(new SessionOptions()))
        {
            client = link.Client.Connection.LocalEndPoint!.ToString()!;
            await listener.SeeAsync("Opened", client);
        }

        Assert.Contains(await listener.SeeAsync("Closed", client), field => field is "LocalClose" or "PeerClose");
    }

    [Fact]
    public async Task A_failure_says_why()
    {
        using TransportEventListener listener = new();
        await using Loopback link = await ConnectAsync(new SessionOptions());
        string server = link.Accepted.LocalEndPoint!.ToString()!;
        string client = link.Client.Connection.LocalEndPoint!.ToString()!;
        await listener.SeeAsync("Opened", client);

        link.Client.Connection.Abort();

        await listener.SeeAsync("Failed", client, "LocalAbort");
        await listener.SeeAsync("Failed", server, "PeerReset");
    }

    [Fact]
    public async Task A_sender_without_credit_is_seen_to_wait_and_to_go_on()
    {
        using TransportEventListener listener = new();
        await using Loopback link = await ConnectAsync(new SessionOptions { WindowMessages = 3 });
        string client = link.Client.Connection.LocalEndPoint!.ToString()!;
        while (link.Client.TrySend([1]) == SendStatus.Sent)
        {
            // Until the window is full.
        }

        await listener.SeeAsync("Paused", client);
        Task<SendStatus> sending = link.Client.SendAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        for (int i = 0; i < 4; i++)
        {
            (await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync()).Dispose();
        }

        Assert.Equal(SendStatus.Sent, await sending.WithinAsync());
        await listener.SeeAsync("Resumed", client);
    }

    [Fact]
    public async Task Dropped_messages_are_told_with_how_many()
    {
        using TransportEventListener listener = new();
        await using Loopback link = await ConnectAsync(
            new SessionOptions { WindowMessages = 3, Overflow = OverflowPolicy.DropNewest, QueueMessages = 2 });
        string client = link.Client.Connection.LocalEndPoint!.ToString()!;
        for (int i = 0; i < 3 + 2 + 4; i++)
        {
            link.Client.TrySend([1]);
        }

        long told = 0;
        while (told < 4)
        {
            told += long.Parse((await listener.SeeAsync("Dropped", client))[^1], CultureInfo.InvariantCulture);
        }

        Assert.Equal(4, told);
        for (int i = 0; i < 5; i++)
        {
            (await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync()).Dispose();
        }
    }

    [Fact]
    public async Task Who_is_not_let_in_is_told()
    {
        using TransportEventListener listener = new();
        await using MessageServer server = MessageServer.Start(Loopback.ServerOptions());
        using System.Net.Sockets.Socket stranger = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await stranger.ConnectAsync(server.LocalEndPoint, TestContext.Current.CancellationToken);
        string remote = $"127.0.0.1:{((IPEndPoint)stranger.LocalEndPoint!).Port}";

        await stranger.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Contains("ProtocolViolation", await listener.SeeAsync("Refused", remote));
    }

    private static Task<Loopback> ConnectAsync(SessionOptions session) => Loopback.ConnectAsync(
        Loopback.ServerOptions() with { Session = session }, Loopback.ClientOptions() with { Session = session });
}
