using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>The side that answers requests, byte by byte.</summary>
public sealed partial class RequestServerTests : IAsyncDisposable
{
    private readonly RequestBoard _board = new();
    private readonly ServerRig _server;

    public RequestServerTests() => _server = new ServerRig(options => options with
    {
        Requests = _board.Options,
        Limits = new ConnectionLimits { MaxMessageLength = 1000 },
    });

    // TRN1-Q2, TRN1-Q6
    [Fact]
    public async Task Answers_a_request()
    {
        RawPeer peer = await OpenAsync();

        await peer.SendAsync(Trn1Text.Request(id: 7, deadline: 1000, "68 69"));
        RequestBoard.Call call = await _board.NextAsync();
        Assert.Equal(("hi", TimeSpan.FromSeconds(1)), (call.Text, call.Remaining));
        call.Reply("ok");

        Assert.Equal("0a 00 00 00 21 00 00 00 07 00 00 00 00 00 00 00 6f 6b", await peer.ReadFrameAsync());
    }

    // TRN1-Q2: both count as messages.
    [Fact]
    public async Task Requests_and_replies_are_numbered_and_cost_credit()
    {
        RawPeer peer = await OpenAsync(Trn1Text.Hello(features: Trn1Text.Requests, creditMessages: "02 00 00 00"));
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        await peer.SendAsync(Trn1Text.Request(1, 1000));
        (await _board.NextAsync()).Reply("");
        Assert.Equal(Trn1Text.Reply(1), await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.Heartbeat(next: 2, received: 1, timestamp: 5));
        Assert.Equal(Trn1Text.Heartbeat(next: 2, received: 1, echo: 5), await peer.ReadFrameAsync());

        Assert.Equal(1, connection.GetStats().CreditMessages);
        Assert.Equal(SendStatus.Sent, connection.TrySend("a"u8));
        Assert.Equal(SendStatus.NoCredit, connection.TrySend("b"u8));
    }

    // TRN1-Q2: the head stands in the first frame only.
    [Fact]
    public async Task Long_requests_and_replies_come_in_fragments()
    {
        RawPeer peer = await OpenAsync(Trn1Text.Hello(features: Trn1Text.Requests, maxFrame: "00 01 00 00"));

        await peer.SendAsync($"{Trn1Text.Request(1, 1000, Trn1Text.Bytes(248), flags: "01")} {Trn1Text.Frame("20", Trn1Text.Bytes(60))}");
        RequestBoard.Call call = await _board.NextAsync();
        Assert.Equal(new string('a', 308), call.Text);
        call.Answer.SetResult(call.Request.Payload);

        Assert.Equal($"00 01 00 00 21 01 00 00 01 00 00 00 00 00 00 00 {Trn1Text.Bytes(248)}", await peer.ReadFrameAsync());
        Assert.Equal($"3c 00 00 00 21 00 00 00 {Trn1Text.Bytes(60)}", await peer.ReadFrameAsync());
    }

    // TRN1-Q5, TRN1-Q6
    [Fact]
    public async Task Answers_in_the_order_in_which_the_handlers_end()
    {
        RawPeer peer = await OpenAsync();
        await peer.SendAsync($"{Trn1Text.Request(0xffff_ffff, 1000, "61")} {Trn1Text.Request(0, 1000, "62")}");
        RequestBoard.Call[] calls = [await _board.NextAsync(), await _board.NextAsync()];
        RequestBoard.Call first = calls.Single(call => call.Text == "a");
        RequestBoard.Call second = calls.Single(call => call.Text == "b");

        second.Reply("B");
        Assert.Equal(Trn1Text.Reply(0, payload: "42"), await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.Request(0, 1000, "63"));
        RequestBoard.Call third = await _board.NextAsync();
        first.Reply("A");
        Assert.Equal(Trn1Text.Reply(0xffff_ffff, payload: "41"), await peer.ReadFrameAsync());
        third.Reply("C");
        Assert.Equal(Trn1Text.Reply(0, payload: "43"), await peer.ReadFrameAsync());
    }

    // TRN1-Q7
    [Fact]
    public async Task A_handler_is_told_when_the_deadline_has_passed()
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        await peer.SendAsync(Trn1Text.Request(1, 200));
        RequestBoard.Call call = await _board.NextAsync();

        _server.Time.Advance(TimeSpan.FromMilliseconds(150));
        Assert.False(call.Token.IsCancellationRequested);
        _server.Time.Advance(TimeSpan.FromMilliseconds(50));
        await call.StoppedAsync();
        call.Reply("too late");

        Assert.Equal(Trn1Text.Reply(1, status: 2), await peer.ReadFrameAsync());
        Assert.Equal(1, connection.CheckedRequests().ServedTooLate);
    }

    // TRN1-Q8
    [Fact]
    public async Task A_cancelled_request_is_answered_when_its_handler_has_ended()
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        await peer.SendAsync(Trn1Text.Request(1, 1000));
        RequestBoard.Call call = await _board.NextAsync();

        await peer.SendAsync($"{Trn1Text.Cancel(1)} {Trn1Text.Cancel(1)}");
        await call.StoppedAsync();
        Assert.Equal(1, connection.CheckedRequests().Serving);
        call.Reply("too late");

        Assert.Equal(Trn1Text.Reply(1, status: 3), await peer.ReadFrameAsync());
        Assert.Equal((1, 0L), (connection.CheckedRequests().ServedCancelled, connection.GetRequestStats().CancelsIgnored));
    }

    // TRN1-Q8
    [Fact]
    public async Task A_cancellation_of_nothing_is_ignored_and_counted()
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        for (int i = 0; i < 1000; i++)
        {
            await peer.SendAsync(Trn1Text.Cancel((uint)i));
        }

        await peer.SendAsync(Trn1Text.Heartbeat(next: 1, received: 0, timestamp: 5));
        Assert.Equal(Trn1Text.Heartbeat(next: 1, received: 0, echo: 5), await peer.ReadFrameAsync());
        Assert.Equal(1000, connection.CheckedRequests().CancelsIgnored);
    }

    // TRN1-Q9
    [Fact]
    public async Task Says_that_there_is_no_answer_and_not_why()
    {
        RawPeer peer = await OpenAsync(Trn1Text.Hello(features: Trn1Text.Requests, maxMessage: "00 01 00 00"));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        await AnswerAsync(call => call.Answer.SetException(new InvalidDataException("secret")), status: 1);
        await AnswerAsync(call => call.Answer.SetException(new OperationCanceledException()), status: 3);
        await AnswerAsync(call => call.Answer.SetResult(new byte[256 - 8 + 1]), status: 6);
        await AnswerAsync(call => call.Reply("ok"), status: 0, "6f 6b");
        RequestStats stats = connection.CheckedRequests();
        Assert.Equal((1, 1, 1, 1), (stats.ServedFailed, stats.ServedCancelled, stats.ServedRefused, stats.Answered));

        async Task AnswerAsync(Action<RequestBoard.Call> answer, ushort status, string payload = "")
        {
            await peer.SendAsync(Trn1Text.Request(1, 1000));
            answer(await _board.NextAsync());
            Assert.Equal(Trn1Text.Reply(1, status, payload), await peer.ReadFrameAsync());
        }
    }

    // TRN1-Q9
    [Fact]
    public async Task Says_that_nobody_answers_where_there_is_no_handler()
    {
        await using ServerRig server = new();
        RawPeer peer = await server.OpenAsync(Trn1Text.Hello(features: Trn1Text.Requests));

        await peer.SendAsync(Trn1Text.Request(1, 1000));

        Assert.Equal(Trn1Text.Reply(1, status: 4), await peer.ReadFrameAsync());
        MessageConnection connection = await server.Handler.ConnectedAsync();
        Assert.Equal(1, connection.CheckedRequests().ServedRefused);
    }

    // TRN1-Q11
    [Fact]
    public async Task Leaves_when_what_it_has_begun_is_answered()
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        await peer.SendAsync(Trn1Text.Request(1, 1000));
        RequestBoard.Call call = await _board.NextAsync();

        Task closing = connection.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        await peer.SendAsync(Trn1Text.Request(2, 1000));
        Assert.Equal(Trn1Text.Reply(2, status: 5), await peer.ReadFrameAsync());
        Assert.False(closing.IsCompleted);
        call.Reply("ok");

        Assert.Equal(Trn1Text.Reply(1, payload: "6f 6b"), await peer.ReadFrameAsync());
        Assert.Equal(Trn1Text.GoAway(sent: 2, received: 2), await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.GoAway(sent: 2, received: 2));
        peer.Finish();
        await closing.WithinAsync();
    }

    // TRN1-Q11: nobody waits for an answer any more.
    [Fact]
    public async Task Tells_the_handlers_when_the_requester_leaves()
    {
        RawPeer peer = await OpenAsync();
        await peer.SendAsync(Trn1Text.Request(1, 1000));
        RequestBoard.Call call = await _board.NextAsync();

        await peer.SendAsync(Trn1Text.GoAway(sent: 1, received: 0));
        await call.StoppedAsync();
        Assert.Equal(Trn1Text.GoAway(sent: 0, received: 1), await peer.ReadFrameAsync());
        call.Reply("too late");

        await Eventually.TrueAsync(() => _server.Outstanding <= 1);
    }

    // TRN1-Q4
    [Fact]
    public async Task A_context_is_gone_when_its_handler_has_ended()
    {
        RawPeer peer = await OpenAsync();
        await peer.SendAsync(Trn1Text.Request(1, 1000));
        RequestBoard.Call call = await _board.NextAsync();
        call.Reply("ok");
        await peer.ReadFrameAsync();

        Assert.Throws<ObjectDisposedException>(() => call.Request.Payload);
        Assert.Throws<ObjectDisposedException>(() => call.Request.CancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task<RawPeer> OpenAsync(string? hello = null) => _server.OpenAsync(hello ?? Trn1Text.Hello(features: Trn1Text.Requests));
}
