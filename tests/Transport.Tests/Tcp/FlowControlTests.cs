using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>A receiver that does not keep up stops the sender, and nothing else.</summary>
public sealed class FlowControlTests
{
    [Fact]
    public async Task The_sender_stops_at_the_last_message_of_the_window()
    {
        await using Loopback link = await Pull(new SessionOptions { WindowMessages = 10 });

        Assert.All(Send(link, count: 10), status => Assert.Equal(SendStatus.Sent, status));
        Assert.Equal(SendStatus.NoCredit, link.Client.TrySend([]));

        Assert.Equal((0, 1), (link.Client.GetStats().CreditMessages, link.Client.GetStats().Stalls));
        await Eventually.TrueAsync(() => link.Accepted.GetStats().MessagesUnread == 10);
    }

    [Fact]
    public async Task The_sender_stops_at_the_last_byte_of_the_window()
    {
        // Five messages of 100 bytes with their headers of 8, and a rest in which only an empty one fits.
        await using Loopback link = await Pull(new SessionOptions { WindowBytes = 548, MaxWindowBytes = 548 }, maxMessageLength: 540);

        Assert.All(Send(link, count: 5, length: 100), status => Assert.Equal(SendStatus.Sent, status));
        Assert.Equal(8, link.Client.GetStats().CreditBytes);
        Assert.Equal(SendStatus.NoCredit, link.Client.TrySend([1]));
        Assert.Equal(SendStatus.Sent, link.Client.TrySend([]));
        Assert.Equal(SendStatus.NoCredit, link.Client.TrySend([]));

        await Eventually.TrueAsync(() => link.Accepted.GetStats().MessagesUnread == 6);
    }

    [Fact]
    public async Task While_the_sender_stands_memory_is_bounded_and_both_sides_are_heard()
    {
        await using Loopback link = await Pull(Loopback.OftenHeard with { WindowMessages = 10 });
        Send(link, count: 10);
        Task<SendStatus> waiting = link.Client.SendAsync(Numbered.Make(0, 10), TestContext.Current.CancellationToken).AsTask();
        await Eventually.TrueAsync(() => link.Accepted.GetStats().MessagesUnread == 10);
        (long client, long server) = (link.Client.GetStats().WireBytesReceived, link.Accepted.GetStats().WireBytesReceived);

        // At least ten heartbeats of 40 bytes each way.
        await Eventually.TrueAsync(() => link.Client.GetStats().WireBytesReceived >= client + 400);
        await Eventually.TrueAsync(() => link.Accepted.GetStats().WireBytesReceived >= server + 400);

        Assert.False(waiting.IsCompleted);
        Assert.Equal(SendStatus.NoCredit, link.Client.TrySend([]));
        Assert.Equal((1, 0), (link.Client.Connection.Checked().MessagesPending, link.Client.GetStats().BytesPending));
        Assert.Equal((10, 0), (link.Accepted.CheckedAtRest().MessagesUnread, link.Accepted.GetStats().MessagesDelivered));

        // Ten messages that wait, several to a block; beyond them a receive buffer and a control frame on each side.
        Assert.InRange(link.Outstanding, 1, 14);
        Assert.NotNull(link.Client.GetStats().RoundTrip);
        await Read(link, new Numbered(1), count: 11);
        Assert.Equal(SendStatus.Sent, await waiting.WithinAsync());
    }

    [Fact]
    public async Task The_sender_goes_on_as_soon_as_the_receiver_reads()
    {
        await using Loopback link = await Pull(new SessionOptions { WindowMessages = 4 });
        Send(link, count: 4);
        Task<SendStatus> waiting = link.Client.SendAsync(Numbered.Make(0, 4), TestContext.Current.CancellationToken).AsTask();
        Numbered received = new(1);

        await Read(link, received, count: 1);

        Assert.Equal(SendStatus.Sent, await waiting.WithinAsync());
        await Read(link, received, count: 4);
        Assert.True(link.Client.GetStats().StalledTime > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_message_that_is_held_unread_keeps_its_credit_until_it_is_disposed()
    {
        await using Loopback link = await Pull(new SessionOptions { WindowMessages = 1 });
        Send(link, count: 1);
        Message held = await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        Task<SendStatus> waiting = link.Client.SendAsync(Numbered.Make(0, 1), TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(SendStatus.NoCredit, link.Client.TrySend([]));

        held.Dispose();

        Assert.Equal(SendStatus.Sent, await waiting.WithinAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_reader_that_stops_and_goes_gets_everything_in_order(int window)
    {
        const int Messages = 20_000;
        Random pace = new(Seed.Take());
        await using Loopback link = await Pull(new SessionOptions { WindowMessages = window });
        Task sending = Task.Run(
            async () =>
            {
                for (int i = 0; i < Messages; i++)
                {
                    Assert.Equal(SendStatus.Sent, await link.Client.SendAsync(Numbered.Make(0, i), TestContext.Current.CancellationToken));
                }
            },
            TestContext.Current.CancellationToken);
        Numbered received = new(1);

        while (received.Count < Messages)
        {
            await Read(link, received, count: Math.Min(pace.Next(1, 3 * window), Messages - received.Count));
            await Task.Yield();
        }

        await sending.WithinAsync();
        Assert.Equal(Messages, link.Accepted.CheckedAtRest().MessagesDelivered);
        await Eventually.TrueAsync(() => link.Client.Connection.Checked().MessagesSent == Messages);
    }

    [Fact]
    public async Task Messages_of_any_length_pass_a_window_that_holds_just_one_of_the_longest()
    {
        const int Messages = 300;
        const int Longest = (3 * SessionOptions.MaxFramePayload) + 5;
        Random lengths = new(Seed.Take());
        SessionOptions session = new() { WindowBytes = Longest + (4 * 8), MaxWindowBytes = 1 };
        await using Loopback link = await Pull(session, Longest);
        Task sending = Task.Run(
            async () =>
            {
                for (int i = 0; i < Messages; i++)
                {
                    int length = lengths.Next(3) == 0 ? Longest - lengths.Next(3) : lengths.Next(Numbered.Size, 1000);
                    Assert.Equal(SendStatus.Sent, await link.Client.SendAsync(Numbered.Make(0, i, length), TestContext.Current.CancellationToken));
                }
            },
            TestContext.Current.CancellationToken);

        await Read(link, new Numbered(1), Messages);

        await sending.WithinAsync();
    }

    [Fact]
    public async Task A_handler_that_does_not_return_stops_the_sender_at_the_window()
    {
        using ManualResetEventSlim go = new();
        Numbered received = new(1);
        MessageActions handler = new()
        {
            Message = (_, payload) =>
            {
                go.Wait(TestContext.Current.CancellationToken);
                received.Check(payload);
            },
        };
        await using Loopback link = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Handler = handler, Session = new SessionOptions { WindowMessages = 10 } },
            Loopback.ClientOptions());

        Assert.All(Send(link, count: 10), status => Assert.Equal(SendStatus.Sent, status));
        Assert.Equal(SendStatus.NoCredit, link.Client.TrySend([]));
        Task<SendStatus> waiting = link.Client.SendAsync(Numbered.Make(0, 10), TestContext.Current.CancellationToken).AsTask();
        go.Set();

        Assert.Equal(SendStatus.Sent, await waiting.WithinAsync());
        await Eventually.TrueAsync(() => received.Count == 11);
    }

    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    [InlineData(Driver.BusyPoll)]
    public async Task Two_sides_that_flood_each_other_from_their_handlers_do_not_stop_each_other(Driver driver)
    {
        Flood client = new(alreadySent: 1);
        Flood server = new(alreadySent: 0);
        SessionOptions narrow = new() { WindowMessages = 50 };
        await using Loopback link = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Handler = server.Handler, Session = narrow, Driver = driver },
            Loopback.ClientOptions() with { Handler = client.Handler, Session = narrow, Driver = driver });

        link.Client.TrySend(Numbered.Make(0, 0));

        await client.Done.WithinAsync();
        await server.Done.WithinAsync();
        Assert.Equal(SendStatus.Sent, await link.Client.SendAsync(Numbered.Make(1, 0), TestContext.Current.CancellationToken));
    }

    private static Task<Loopback> Pull(SessionOptions session, int maxMessageLength = ConnectionLimits.DefaultMaxMessageLength)
    {
        MessageServerOptions server = Loopback.ServerOptions() with
        {
            Session = session,
            Limits = new ConnectionLimits { MaxMessageLength = maxMessageLength },
        };
        return Loopback.ConnectAsync(server, Loopback.ClientOptions() with { Session = Loopback.OftenHeard });
    }

    private static SendStatus[] Send(Loopback link, int count, int length = Numbered.Size) =>
        [.. Enumerable.Range(0, count).Select(i => link.Client.TrySend(Numbered.Make(0, i, length)))];

    private static async Task Read(Loopback link, Numbered received, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using Message message = await link.Accepted.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
            received.Check(message.Span);
        }
    }

    /// <summary>One side: answers each message with two, until it has sent its share; each of the two shares arrives whole.</summary>
    private sealed class Flood
    {
        private const int Share = 20_000;

        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Numbered _received = new(2);
        private int _sent;

        public Flood(int alreadySent)
        {
            _sent = alreadySent;
            Handler = new MessageActions
            {
                Message = Answer,
                Closed = (_, reason, error) => _done.TrySetException(error ?? new InvalidOperationException($"{reason}")),
            };
        }

        public MessageActions Handler { get; }

        public Task Done => _done.Task;

        private void Answer(MessageConnection connection, ReadOnlySpan<byte> payload)
        {
            _received.Check(payload);
            if (_received.Count == Share)
            {
                _done.TrySetResult();
            }

            for (int i = 0; i < 2 && _sent < Share; i++)
            {
                _ = connection.SendAsync(Numbered.Make(0, _sent++), CancellationToken.None).AsTask();
            }
        }
    }
}
