using System.Text;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>The side that asks, byte by byte.</summary>
public sealed partial class RequestClientTests : IAsyncDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly ClientRig _client = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // TRN1-Q2, TRN1-Q6, TRN1-Q7
    [Fact]
    public async Task Asks_and_hands_out_the_answer()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync();

        Task<Message> asking = client.RequestAsync("hi"u8.ToArray(), TimeSpan.FromMilliseconds(1500), Token).AsTask();
        Assert.Equal("0a 00 00 00 20 00 00 00 00 00 00 00 dc 05 00 00 68 69", await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.Reply(0, payload: "6f 6b"));

        using Message answer = await asking.WithinAsync();
        Assert.Equal(("ok", 1UL), (Text(answer), answer.Sequence));
        Assert.Equal(1, client.Connection.CheckedRequests().Replied);
    }

    // TRN1-Q1
    [Fact]
    public async Task Asks_nobody_who_does_not_know_requests()
    {
        (MessageClient client, RawPeer _) = await _client.OpenAsync();

        RequestException e = await FailsAsync(client.RequestAsync(default, s_second, Token));

        Assert.Equal((RequestFailure.NotSupported, RequestDelivery.NotSent), (e.Failure, e.Delivery));
        Assert.Equal(1, client.Connection.CheckedRequests().Refused);
    }

    // TRN1-Q2
    [Fact]
    public async Task Puts_an_answer_together_from_fragments()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync();

        Task<Message> asking = client.RequestAsync(default, s_second, Token).AsTask();
        await peer.SendAsync($"{Trn1Text.Reply(0, payload: Trn1Text.Bytes(248, 0x61), flags: "01")} {Trn1Text.Frame("21", "62")}");

        using Message answer = await asking.WithinAsync();
        Assert.Equal(new string('a', 248) + "b", Text(answer));
    }

    // TRN1-Q4: what the peer said is what goes out; the others wait their turn.
    [Fact]
    public async Task Sends_no_more_at_once_than_the_peer_takes()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync(options: "01 00 04 00 01 00 00 00");
        Task<Message> first = client.RequestAsync("a"u8.ToArray(), s_second, Token).AsTask();
        Task<Message> second = client.RequestAsync("b"u8.ToArray(), s_second, Token).AsTask();
        client.TrySend("c"u8);

        Assert.Equal(Trn1Text.Request(0, 1000, "61"), await peer.ReadFrameAsync());
        Assert.Equal(Trn1Text.Data("63"), await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.Reply(0, payload: "41"));
        Assert.Equal(Trn1Text.Request(1 << 20, 1000, "62"), await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.Reply(1 << 20, payload: "42"));

        using Message a = await first.WithinAsync();
        using Message b = await second.WithinAsync();
        Assert.Equal(("A", "B"), (Text(a), Text(b)));
    }

    // TRN1-Q4
    [Theory]
    [InlineData("00 00 00 00", OverflowPolicy.Wait)]
    [InlineData("00 00 00 00", OverflowPolicy.Reject)]
    [InlineData("01 00 00 00", OverflowPolicy.Reject)]
    [InlineData("01 00 00 00", OverflowPolicy.DropOldest)]
    public async Task Refuses_where_nobody_would_wait_or_waiting_is_no_use(string limit, OverflowPolicy policy)
    {
        await using ClientRig rig = new(options => options with { Session = new SessionOptions { Overflow = policy } });
        (MessageClient client, RawPeer _) = await rig.OpenAsync(
            Trn1Text.Welcome(features: Trn1Text.Requests, options: $"01 00 04 00 {limit}"));
        Task<Message> first = client.RequestAsync(default, s_second, Token).AsTask();

        RequestException e = await FailsAsync(client.RequestAsync(default, s_second, Token));

        Assert.Equal((RequestFailure.Refused, RequestDelivery.NotSent), (e.Failure, e.Delivery));
        Assert.Equal(limit.StartsWith("01", StringComparison.Ordinal), !first.IsCompleted);
        client.Connection.Abort();
        await Assert.ThrowsAsync<RequestException>(() => first.WithinAsync());
    }

    // TRN1-Q6
    [Theory]
    [InlineData(1u)]
    [InlineData(1u << 20)]
    public async Task Refuses_a_reply_to_what_it_did_not_ask(uint id)
    {
        (MessageClient client, RawPeer peer) = await OpenAsync();
        Task<Message> asking = client.RequestAsync(default, s_second, Token).AsTask();
        await peer.ReadFrameAsync();

        await peer.SendAsync(Trn1Text.Reply(id));

        Assert.Equal(CloseReason.ProtocolViolation, await client.Closed.WithinAsync());
        RequestException e = await Assert.ThrowsAsync<RequestException>(() => asking.WithinAsync());
        Assert.Equal((RequestFailure.ConnectionLost, RequestDelivery.Unknown), (e.Failure, e.Delivery));
    }

    // TRN1-Q6: a second reply is one to nothing.
    [Fact]
    public async Task Refuses_a_second_reply()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync();
        Task<Message> asking = client.RequestAsync(default, s_second, Token).AsTask();

        await peer.SendAsync($"{Trn1Text.Reply(0)} {Trn1Text.Reply(0)}");

        Assert.Equal(CloseReason.ProtocolViolation, await client.Closed.WithinAsync());
        (await asking.WithinAsync()).Dispose();
    }

    // TRN1-Q9
    [Theory]
    [InlineData(1, RequestFailure.HandlerFailed)]
    [InlineData(2, RequestFailure.DeadlineExceeded)]
    [InlineData(3, RequestFailure.CancelledByPeer)]
    [InlineData(4, RequestFailure.NoHandler)]
    [InlineData(5, RequestFailure.Unavailable)]
    [InlineData(6, RequestFailure.AnswerTooLarge)]
    [InlineData(999, RequestFailure.HandlerFailed)]
    public async Task Says_why_there_is_no_answer(ushort status, RequestFailure failure)
    {
        (MessageClient client, RawPeer peer) = await OpenAsync();
        Task<Message> asking = client.RequestAsync(default, s_second, Token).AsTask();

        await peer.SendAsync(Trn1Text.Reply(0, status, "61 62"));

        RequestException e = await Assert.ThrowsAsync<RequestException>(() => asking.WithinAsync());
        Assert.Equal((failure, RequestDelivery.Delivered), (e.Failure, e.Delivery));
        Assert.Equal(CloseReason.None, client.Connection.CloseReason);
        client.Connection.CheckedRequests();
    }

    // TRN1-Q2, TRN1-D4
    [Fact]
    public async Task Refuses_a_request_that_the_peer_could_not_take()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync(maxMessage: "64 00 00 00");

        Task<Message> asking = client.RequestAsync(new byte[92], s_second, Token).AsTask();
        RequestException e = await FailsAsync(client.RequestAsync(new byte[93], s_second, Token));

        Assert.Equal(RequestFailure.TooLarge, e.Failure);
        Assert.Contains("93", e.Message, StringComparison.Ordinal);
        await peer.SendAsync(Trn1Text.Reply(0));
        (await asking.WithinAsync()).Dispose();
    }

    // TRN1-Q11
    [Fact]
    public async Task Leaves_when_it_has_what_it_asked_for()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync();
        Task<Message> asking = client.RequestAsync(default, s_second, Token).AsTask();
        await peer.ReadFrameAsync();

        Task closing = client.CloseAsync(Token).AsTask();
        RequestException e = await FailsAsync(client.RequestAsync(default, s_second, Token));
        Assert.Equal((RequestFailure.Refused, RequestDelivery.NotSent), (e.Failure, e.Delivery));
        await peer.SendAsync(Trn1Text.Reply(0, payload: "61"));

        using Message answer = await asking.WithinAsync();
        Assert.Equal("a", Text(answer));
        Assert.Equal(Trn1Text.GoAway(sent: 1, received: 1), await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.GoAway(sent: 1, received: 1));
        peer.Finish();
        await closing.WithinAsync();
    }

    // TRN1-Q11
    [Theory]
    [InlineData("goaway")]
    [InlineData("reset")]
    public async Task Says_that_it_does_not_know_when_the_peer_ends_without_a_reply(string end)
    {
        (MessageClient client, RawPeer peer) = await OpenAsync(options: "01 00 04 00 01 00 00 00");
        Task<Message> sent = client.RequestAsync(default, s_second, Token).AsTask();
        Task<Message> waiting = client.RequestAsync(default, s_second, Token).AsTask();
        await peer.ReadFrameAsync();

        if (end == "reset")
        {
            peer.Reset();
        }
        else
        {
            await peer.SendAsync(Trn1Text.GoAway(sent: 0, received: 1));
        }

        RequestException first = await Assert.ThrowsAsync<RequestException>(() => sent.WithinAsync());
        RequestException second = await Assert.ThrowsAsync<RequestException>(() => waiting.WithinAsync());
        Assert.Equal((RequestFailure.ConnectionLost, RequestDelivery.Unknown), (first.Failure, first.Delivery));
        Assert.Equal((RequestFailure.ConnectionLost, RequestDelivery.NotSent), (second.Failure, second.Delivery));
        Assert.Equal(2, client.Connection.CheckedRequests().ConnectionLost);
        RequestException after = await FailsAsync(client.RequestAsync(default, s_second, Token));
        Assert.Equal(RequestFailure.ConnectionLost, after.Failure);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static string Text(Message message) => Encoding.ASCII.GetString(message.Span);

    private static Task<RequestException> FailsAsync(ValueTask<Message> asking) =>
        Assert.ThrowsAsync<RequestException>(() => asking.WithinAsync());

    private Task<(MessageClient Client, RawPeer Peer)> OpenAsync(
        string options = "", string creditMessages = "00 00 01 00", string maxMessage = "00 00 10 00") =>
        _client.OpenAsync(Trn1Text.Welcome(
            features: Trn1Text.Requests, options: options, creditMessages: creditMessages, maxMessage: maxMessage));
}
