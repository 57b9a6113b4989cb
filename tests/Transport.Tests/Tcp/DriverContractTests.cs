using System.Net;
using System.Net.Sockets;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>What a session does whoever runs its loops.</summary>
public sealed class DriverContractTests
{
    private const int MaxMessage = (2 * SessionOptions.MaxFramePayload) + 100;

    public static TheoryData<Driver> All => Drivers.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Exchanges_messages_of_every_length_up_to_the_longest(Driver driver)
    {
        int[] lengths =
        [
            8, 9, SessionOptions.MaxFramePayload - 1, SessionOptions.MaxFramePayload, SessionOptions.MaxFramePayload + 1,
            (2 * SessionOptions.MaxFramePayload) - 1, 2 * SessionOptions.MaxFramePayload, MaxMessage - 1, MaxMessage,
        ];
        await using Loopback link = await Connect(driver, handler: Echo());
        Numbered received = new(1);

        for (int i = 0; i < lengths.Length; i++)
        {
            Assert.Equal(SendStatus.Sent, await Send(link, Numbered.Make(0, i, lengths[i])));
        }

        foreach (int length in lengths)
        {
            using Message echo = await Receive(link.Client.Connection);
            Assert.Equal(length, echo.Length);
            received.Check(echo.Span);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Carries_empty_messages_and_numbers_them(Driver driver)
    {
        await using Loopback link = await Connect(driver, handler: Echo());

        for (ulong i = 1; i <= 3; i++)
        {
            Assert.Equal(SendStatus.Sent, link.Client.TrySend([]));
            using Message echo = await Receive(link.Client.Connection);
            Assert.Equal((0, i), (echo.Length, echo.Sequence));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Refuses_a_message_longer_than_the_peer_takes(Driver driver)
    {
        await using Loopback link = await Connect(driver);

        Assert.Equal(MaxMessage, link.Client.Connection.MaxMessageLength);
        Assert.Equal(SendStatus.TooLarge, link.Client.TrySend(new byte[MaxMessage + 1]));
        Assert.Equal(SendStatus.TooLarge, await Send(link, new byte[MaxMessage + 1]));
        Assert.Equal(SendStatus.Sent, await Send(link, new byte[MaxMessage]));

        using Message message = await Receive(link.Accepted);
        Assert.Equal(MaxMessage, message.Length);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Streams_both_ways_at_once_under_narrow_windows(Driver driver)
    {
        const int Messages = 1_000;
        SessionOptions narrow = new() { WindowMessages = 10 };
        await using Loopback link = await Connect(driver, session: narrow);

        Task up = StreamAsync(link.Client.Connection, link.Accepted, Messages);
        Task down = StreamAsync(link.Accepted, link.Client.Connection, Messages);

        await Task.WhenAll(up, down).WithinAsync();
        Assert.Equal(Messages, link.Accepted.CheckedAtRest().MessagesDelivered);
        Assert.Equal(Messages, link.Client.Connection.CheckedAtRest().MessagesDelivered);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Closes_in_order_and_both_sides_say_why(Driver driver)
    {
        await using Loopback link = await Connect(driver);
        link.Client.TrySend("last"u8);

        await link.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

        Assert.Equal(CloseReason.LocalClose, await link.Client.Closed.WithinAsync());
        Assert.Equal(CloseReason.PeerClose, await link.Accepted.Closed.WithinAsync());
        using Message message = await Receive(link.Accepted);
        Assert.Equal("last"u8, message.Span);
        ConnectionClosedException end = await Assert.ThrowsAsync<ConnectionClosedException>(() => Receive(link.Accepted));
        Assert.Equal(CloseReason.PeerClose, end.Reason);
        Assert.Equal(SendStatus.Closed, link.Client.TrySend([]));
        Assert.Equal(SendStatus.Closed, link.Accepted.TrySend([]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Aborts_at_once_and_the_peer_sees_a_reset(Driver driver)
    {
        await using Loopback link = await Connect(driver);

        link.Client.Connection.Abort();
        link.Client.Connection.Abort();

        Assert.Equal(CloseReason.LocalAbort, await link.Client.Closed.WithinAsync());
        Assert.Equal(CloseReason.PeerReset, await link.Accepted.Closed.WithinAsync());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Can_be_disposed_while_a_reader_waits(Driver driver)
    {
        await using Loopback link = await Connect(driver);
        Task<Message> waiting = Receive(link.Client.Connection);

        await link.Client.DisposeAsync().AsTask().WithinAsync();
        await link.Client.DisposeAsync().AsTask().WithinAsync();

        await Assert.ThrowsAsync<ConnectionClosedException>(() => waiting);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Can_be_disposed_while_a_sender_waits_for_credit(Driver driver)
    {
        await using Loopback link = await Connect(driver, session: new SessionOptions { WindowMessages = 1 });
        link.Client.TrySend([]);
        Task<SendStatus> waiting = Send(link, new byte[1]);

        await link.Client.DisposeAsync().AsTask().WithinAsync();

        Assert.Equal(SendStatus.Closed, await waiting.WithinAsync());
        Assert.Equal((1, 0), (link.Client.Connection.Checked().DroppedAtClose, link.Client.GetStats().MessagesPending));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Can_be_disposed_while_the_kernel_takes_nothing(Driver driver)
    {
        using ManualResetEventSlim go = new();
        MessageActions stuck = new() { Message = (_, _) => go.Wait(CancellationToken.None) };
        SessionOptions wide = new() { WindowBytes = 1 << 30 };
        await using Loopback link = await Connect(driver, stuck, wide);

        // 26 MB: more than the buffers of both kernels hold.
        byte[] message = new byte[MaxMessage];
        Task<SendStatus>[] sending = [.. Enumerable.Range(0, 200).Select(_ => Send(link, message))];
        await link.Client.DisposeAsync().AsTask().WithinAsync();
        go.Set();

        Assert.Equal(SendStatus.Closed, (await Task.WhenAll(sending).WithinAsync())[^1]);
        Assert.Equal(CloseReason.LocalAbort, await link.Client.Closed.WithinAsync());
        Assert.Equal(0, link.Client.Connection.Checked().MessagesPending);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_handler_that_throws_ends_its_own_connection_only(Driver driver)
    {
        MessageActions faulty = new()
        {
            Message = (_, payload) =>
            {
                if (payload.Length > 0)
                {
                    throw new InvalidDataException("of the test");
                }
            },
        };
        await using Loopback link = await Connect(driver, faulty);
        await using MessageClient other = await MessageClient.ConnectAsync(
            Loopback.ClientOptions() with { EndPoint = link.Server.LocalEndPoint, Driver = driver }, TestContext.Current.CancellationToken);

        link.Client.TrySend([1]);

        Assert.Equal(CloseReason.HandlerFailed, await link.Accepted.Closed.WithinAsync());
        Assert.IsType<InvalidDataException>(link.Accepted.Error);
        Assert.Equal(CloseReason.Refused, await link.Client.Closed.WithinAsync());
        other.TrySend([]);
        await other.AcknowledgedAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Tells_a_handler_of_the_beginning_and_the_end_once(Driver driver)
    {
        List<string> calls = [];
        MessageActions handler = new()
        {
            Connected = _ => calls.Add("connected"),
            Message = (_, payload) => calls.Add($"message {payload.Length}"),
            Closed = (_, reason, _) => calls.Add($"closed {reason}"),
        };
        await using (Loopback link = await Connect(driver, handler))
        {
            link.Client.TrySend([1, 2]);
            await link.Client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            await link.Accepted.Closed.WithinAsync();
        }

        Assert.Equal(["connected", "message 2", "closed PeerClose"], calls);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Says_that_nobody_listens_there(Driver driver)
    {
        using Socket unused = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        MessageClientOptions options = Loopback.ClientOptions() with { EndPoint = unused.LocalEndPoint!, Driver = driver };

        ConnectionClosedException refused = await Assert.ThrowsAsync<ConnectionClosedException>(
            () => MessageClient.ConnectAsync(options, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(CloseReason.ConnectFailed, refused.Reason);
        Assert.Contains("nobody listens there", refused.Message, StringComparison.Ordinal);
    }

    private static MessageActions Echo() => new() { Message = static (connection, payload) => connection.TrySend(payload) };

    private static Task<Loopback> Connect(Driver driver, IMessageHandler? handler = null, SessionOptions? session = null)
    {
        ConnectionLimits limits = new() { MaxMessageLength = MaxMessage, CloseTimeout = TimeSpan.FromSeconds(1) };
        return Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Driver = driver, Handler = handler, Session = session ?? new(), Limits = limits },
            Loopback.ClientOptions() with { Driver = driver, Session = session ?? new(), Limits = limits });
    }

    private static Task<SendStatus> Send(Loopback link, byte[] message) =>
        link.Client.SendAsync(message, TestContext.Current.CancellationToken).AsTask();

    private static Task<Message> Receive(MessageConnection connection) =>
        connection.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

    private static Task StreamAsync(MessageConnection from, MessageConnection to, int messages) => Task.WhenAll(
        Task.Run(async () =>
        {
            for (int i = 0; i < messages; i++)
            {
                Assert.Equal(SendStatus.Sent, await from.SendAsync(Numbered.Make(0, i), CancellationToken.None));
            }
        }),
        Task.Run(async () =>
        {
            Numbered received = new(1);
            while (received.Count < messages)
            {
                using Message message = await to.ReceiveAsync(CancellationToken.None);
                received.Check(message.Span);
            }
        }));
}
