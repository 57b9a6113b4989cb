using System.Text;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Requests and replies between two sides of ours, over real sockets.</summary>
public sealed class RequestTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_thousand_are_in_flight_and_answered_in_any_order()
    {
        const int Count = 5000;
        RequestBoard board = new();
        await using Loopback loopback = await ConnectAsync(board.Options with { MaxInFlight = Count });
        Random random = new(Seed.Take());

        Task<Message>[] asking = [.. Enumerable.Range(0, Count).Select(i => Ask(loopback.Client, $"{i}"))];
        List<RequestBoard.Call> calls = [];
        while (calls.Count < Count)
        {
            calls.Add(await board.NextAsync());
        }

        Assert.Equal((Count, Count), (loopback.Client.GetRequestStats().InFlight, loopback.Accepted.GetRequestStats().Serving));
        RequestBoard.Call[] shuffled = [.. calls];
        random.Shuffle(shuffled);
        foreach (RequestBoard.Call call in shuffled)
        {
            call.Reply($"answer to {call.Text}");
        }

        for (int i = 0; i < Count; i++)
        {
            Assert.Equal($"answer to {i}", await TextAsync(asking[i]));
        }

        Assert.Equal(Count, loopback.Client.Connection.CheckedRequests().Replied);
        await Eventually.TrueAsync(() => loopback.Accepted.CheckedRequests().Answered == Count);
    }

    [Fact]
    public async Task A_handler_that_blocks_stops_nothing_else()
    {
        using ManualResetEventSlim blocked = new();
        await using Loopback loopback = await ConnectAsync(new RequestOptions
        {
            Handler = request =>
            {
                if (request.Payload.Span.SequenceEqual("block"u8))
                {
                    blocked.Wait();
                }

                return new ValueTask<ReadOnlyMemory<byte>>(request.Payload);
            },
        });

        Task<Message> slow = Ask(loopback.Client, "block");
        Assert.Equal("go on", await TextAsync(Ask(loopback.Client, "go on")));
        loopback.Client.TrySend("a message"u8);
        using (Message message = await loopback.Accepted.ReceiveAsync(Token).WithinAsync())
        {
            Assert.Equal("a message"u8, message.Span);
        }

        Assert.False(slow.IsCompleted);
        blocked.Set();
        Assert.Equal("block", await TextAsync(slow));
    }

    /// <summary>Nobody's requests may hold the credit that the other's replies need.</summary>
    [Theory]
    [InlineData(RequestDispatch.Pool)]
    [InlineData(RequestDispatch.Inline)]
    public async Task Both_sides_ask_at_once_through_windows_of_three_messages(RequestDispatch dispatch)
    {
        const int Each = 3000;
        SessionOptions session = new() { WindowMessages = 3 };
        RequestOptions echo = new() { Handler = EchoAsync, Dispatch = dispatch };
        await using Loopback loopback = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Session = session, Requests = echo },
            Loopback.ClientOptions() with { Session = session, Requests = echo });

        Task<Message>[] asking =
        [
            .. Enumerable.Range(0, Each).Select(i => Ask(loopback.Client, $"{i}")),
            .. Enumerable.Range(0, Each).Select(i => loopback.Accepted.RequestAsync(Encoding.ASCII.GetBytes($"{i}"), s_minute, Token).AsTask()),
        ];

        for (int i = 0; i < asking.Length; i++)
        {
            Assert.Equal($"{i % Each}", await TextAsync(asking[i]));
        }
    }

    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task Long_questions_have_long_answers(Driver driver)
    {
        RequestOptions echo = new() { Handler = EchoAsync };
        await using Loopback loopback = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Driver = driver, Requests = echo }, Loopback.ClientOptions() with { Driver = driver });
        Random random = new(Seed.Take());
        foreach (int length in new[] { 0, 1, 65_519, 65_520, 65_521, 131_048, 1_048_568 })
        {
            byte[] question = new byte[length];
            random.NextBytes(question);

            using Message answer = await loopback.Client.RequestAsync(question, s_minute, Token).WithinAsync();

            Assert.Equal(question, answer.Span);
        }
    }

    [Fact]
    public async Task All_that_wait_are_told_when_the_peer_dies()
    {
        const int Count = 2000;
        RequestBoard board = new();
        await using Loopback loopback = await ConnectAsync(board.Options with { MaxInFlight = Count });
        Task<Message>[] asking = [.. Enumerable.Range(0, Count + 10).Select(i => Ask(loopback.Client, $"{i}"))];
        RequestBoard.Call[] calls = new RequestBoard.Call[Count];
        for (int i = 0; i < Count; i++)
        {
            calls[i] = await board.NextAsync();
        }

        loopback.Accepted.Abort();

        for (int i = 0; i < asking.Length; i++)
        {
            RequestException e = await Assert.ThrowsAsync<RequestException>(() => asking[i].WithinAsync());
            Assert.Equal(RequestFailure.ConnectionLost, e.Failure);
            Assert.Equal(i < Count ? RequestDelivery.Unknown : RequestDelivery.NotSent, e.Delivery);
        }

        foreach (RequestBoard.Call call in calls)
        {
            await call.StoppedAsync();
            call.Reply("");
        }

        await Eventually.TrueAsync(() => loopback.Accepted.CheckedRequests() is { Unanswered: Count, Serving: 0 });
        Assert.Equal(Count + 10, loopback.Client.Connection.CheckedRequests().ConnectionLost);
    }

    /// <summary>A cancellation and its reply meet on the wire, on the receive loop and in the caller.</summary>
    [Theory]
    [InlineData(RequestDispatch.Pool)]
    [InlineData(RequestDispatch.Inline)]
    public async Task Cancelling_at_any_moment_leaves_everything_in_order(RequestDispatch dispatch)
    {
        const int Askers = 4;
        const int Each = 500;
        await using Loopback loopback = await ConnectAsync(new RequestOptions { Handler = EchoAsync, Dispatch = dispatch, MaxInFlight = 3 });
        int seed = Seed.Take();
        int cancelled = 0;

        await Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => Task.Run(
            async () =>
            {
                Random random = new(seed + asker);
                for (int i = 0; i < Each; i++)
                {
                    using CancellationTokenSource giveUp = new();
                    string text = $"{asker} {i}";
                    Task<Message> asking = loopback.Client.RequestAsync(Encoding.ASCII.GetBytes(text), s_minute, giveUp.Token).AsTask();
                    for (int spin = random.Next(1500); spin > 0; spin--)
                    {
                        Thread.SpinWait(10);
                    }

                    await giveUp.CancelAsync();
                    try
                    {
                        Assert.Equal(text, await TextAsync(asking));
                    }
                    catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
                    {
                        Interlocked.Increment(ref cancelled);
                    }
                }
            },
            Token))).WithinAsync();

        Assert.Equal("alive", await TextAsync(Ask(loopback.Client, "alive")));
        await Eventually.TrueAsync(() => loopback.Client.GetRequestStats().InFlight == 0);
        RequestStats stats = loopback.Client.Connection.CheckedRequests();
        Assert.Equal(((Askers * Each) + 1, cancelled), (stats.Requested, stats.Cancelled));
        RequestStats served = loopback.Accepted.CheckedRequests();
        Assert.Equal(stats.Replied + stats.LateReplies, served.Served);
        TestContext.Current.TestOutputHelper?.WriteLine($"cancelled {cancelled}, late replies {stats.LateReplies}, handlers stopped {served.ServedCancelled}");
    }

    [Fact]
    public async Task Closing_waits_for_answers_on_their_way_and_no_longer_than_the_close_timeout()
    {
        RequestBoard board = new();
        await using Loopback loopback = await Loopback.ConnectAsync(
            Loopback.ServerOptions() with { Requests = board.Options },
            Loopback.ClientOptions() with { Limits = new ConnectionLimits { CloseTimeout = TimeSpan.FromMilliseconds(100) } });
        Task<Message> asking = Ask(loopback.Client, "a");
        RequestBoard.Call call = await board.NextAsync();

        await loopback.Client.CloseAsync(Token).AsTask().WithinAsync();

        RequestException e = await Assert.ThrowsAsync<RequestException>(() => asking.WithinAsync());
        Assert.Equal((RequestFailure.ConnectionLost, RequestDelivery.Unknown), (e.Failure, e.Delivery));
        Assert.Equal(CloseReason.LocalClose, loopback.Client.Connection.CloseReason);
        await call.StoppedAsync();
        call.Reply("");
        await Eventually.TrueAsync(() => loopback.Accepted.CheckedRequests().Serving == 0);
    }

    private static Task<Loopback> ConnectAsync(RequestOptions requests) =>
        Loopback.ConnectAsync(Loopback.ServerOptions() with { Requests = requests }, Loopback.ClientOptions());

    private static ValueTask<ReadOnlyMemory<byte>> EchoAsync(RequestContext request) => new(request.Payload);

    private static Task<Message> Ask(MessageClient client, string text) =>
        client.RequestAsync(Encoding.ASCII.GetBytes(text), s_minute, Token).AsTask();

    private static async Task<string> TextAsync(Task<Message> asking)
    {
        using Message answer = await asking.WithinAsync();
        return Encoding.ASCII.GetString(answer.Span);
    }
}
