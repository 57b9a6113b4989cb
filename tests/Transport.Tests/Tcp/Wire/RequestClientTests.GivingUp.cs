using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <content>Deadlines, and requests that are taken back.</content>
public sealed partial class RequestClientTests
{
    // TRN1-Q7: time that passes here does not count there.
    [Fact]
    public async Task Tells_the_time_that_is_left_when_the_request_goes_out()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync(creditMessages: "01 00 00 00");
        client.TrySend("a"u8);
        Task<Message> asking = client.RequestAsync("b"u8.ToArray(), s_second, Token).AsTask();
        await peer.ReadFrameAsync();

        _client.Time.Advance(TimeSpan.FromMilliseconds(300));
        await peer.SendAsync(Trn1Text.Credit(1 << 20, 2));

        Assert.Equal(Trn1Text.Request(0, 700, "62"), await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.Reply(0));
        (await asking.WithinAsync()).Dispose();
    }

    // TRN1-Q7, TRN1-Q10
    [Fact]
    public async Task Waits_no_longer_than_the_deadline_and_drops_the_late_reply()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync();
        Task<Message> asking = client.RequestAsync(default, TimeSpan.FromMilliseconds(200), Token).AsTask();
        await peer.ReadFrameAsync();

        _client.Time.Advance(TimeSpan.FromMilliseconds(150));
        Assert.False(asking.IsCompleted);
        _client.Time.Advance(TimeSpan.FromMilliseconds(50));
        RequestException e = await Assert.ThrowsAsync<RequestException>(() => asking.WithinAsync());
        Assert.Equal((RequestFailure.DeadlineExceeded, RequestDelivery.Unknown), (e.Failure, e.Delivery));
        Assert.Equal(1, client.Connection.CheckedRequests().InFlight);

        await peer.SendAsync(Trn1Text.Reply(0, payload: "61"));
        await Eventually.TrueAsync(() => client.Connection.CheckedRequests() is { LateReplies: 1, InFlight: 0 });
        client.TrySend("b"u8);
        Assert.Equal(Trn1Text.Data("62"), await peer.ReadFrameAsync());
    }

    // TRN1-Q7: one that waits for credit is taken back.
    [Fact]
    public async Task Does_not_send_what_has_no_time_left()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync(creditMessages: "01 00 00 00");
        client.TrySend("a"u8);
        Task<Message> asking = client.RequestAsync("b"u8.ToArray(), TimeSpan.FromMilliseconds(100), Token).AsTask();
        Task<SendStatus> behind = client.SendAsync("c"u8.ToArray(), Token).AsTask();

        _client.Time.Advance(TimeSpan.FromMilliseconds(100));
        RequestException e = await Assert.ThrowsAsync<RequestException>(() => asking.WithinAsync());
        Assert.Equal((RequestFailure.DeadlineExceeded, RequestDelivery.NotSent), (e.Failure, e.Delivery));
        await peer.SendAsync(Trn1Text.Credit(1 << 20, 2));

        Assert.Equal(SendStatus.Sent, await behind.WithinAsync());
        Assert.Equal(Trn1Text.Data("61"), await peer.ReadFrameAsync());
        Assert.Equal(Trn1Text.Data("63"), await peer.ReadFrameAsync());
        client.Connection.Checked();
    }

    // TRN1-Q8
    [Fact]
    public async Task Tells_the_peer_that_it_gave_up()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync(options: "01 00 04 00 01 00 00 00");
        using CancellationTokenSource giveUp = new();
        Task<Message> asking = client.RequestAsync(default, s_second, giveUp.Token).AsTask();
        Task<Message> next = client.RequestAsync("61"u8.ToArray(), s_second, Token).AsTask();
        Assert.Equal(Trn1Text.Request(0, 1000), await peer.ReadFrameAsync());

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WithinAsync());
        Assert.Equal(Trn1Text.Cancel(0), await peer.ReadFrameAsync());
        Assert.False(next.IsCompleted);
        await peer.SendAsync(Trn1Text.Reply(0, status: 3));
        Assert.Equal(Trn1Text.Request(1 << 20, 1000, "36 31"), await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.Reply(1 << 20));

        (await next.WithinAsync()).Dispose();
        RequestStats stats = client.Connection.CheckedRequests();
        Assert.Equal((1, 1, 1), (stats.Cancelled, stats.Replied, stats.LateReplies));
    }

    // TRN1-Q8: nothing is said of what was never sent.
    [Fact]
    public async Task Takes_back_silently_what_was_not_sent()
    {
        (MessageClient client, RawPeer peer) = await OpenAsync(creditMessages: "01 00 00 00");
        client.TrySend("a"u8);
        using CancellationTokenSource giveUp = new();
        Task<Message> asking = client.RequestAsync(default, s_second, giveUp.Token).AsTask();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WithinAsync());
        await peer.SendAsync($"{Trn1Text.Credit(1 << 20, 9)} {Trn1Text.Heartbeat(next: 1, received: 1, timestamp: 5)}");

        Assert.Equal(Trn1Text.Data("61"), await peer.ReadFrameAsync());
        Assert.Equal(Trn1Text.Heartbeat(next: 2, received: 0, echo: 5), await peer.ReadFrameAsync());
        Assert.Equal((1, 0), (client.Connection.CheckedRequests().Cancelled, client.GetRequestStats().InFlight));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2_147_483_648.0)]
    public async Task Refuses_a_deadline_that_is_none(double milliseconds)
    {
        (MessageClient client, RawPeer _) = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => client.RequestAsync(default, TimeSpan.FromMilliseconds(milliseconds), Token).AsTask());
    }
}
