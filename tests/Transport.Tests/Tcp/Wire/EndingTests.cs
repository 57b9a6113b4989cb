using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Farewells, and ends without one.</summary>
public sealed class EndingTests : IAsyncDisposable
{
    private readonly ServerRig _server = new();
    private readonly ClientRig _client = new();

    // TRN1-E1, TRN1-E2: the farewell is answered with one's own, then the stream ends on both sides.
    [Fact]
    public async Task Answers_a_farewell()
    {
        RawPeer peer = await _server.OpenAsync();
        (await _server.Handler.ConnectedAsync()).TrySend([0x61]);
        await peer.ReadFrameAsync();

        await peer.SendAsync($"{Trn1Text.Data("62")} {Trn1Text.Data("63")}");
        await peer.SendAsync("12 00 00 00 09 00 00 00 02 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00");

        Assert.Equal(
            "12 00 00 00 09 00 00 00 01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 00 00", await peer.ReadToEndAsync());
        peer.Finish();
        Assert.Equal(CloseReason.PeerClose, (await _server.Handler.EndedAsync()).Reason);
    }

    // TRN1-E2: what had been accepted goes out first, as far as the credit goes.
    [Fact]
    public async Task Sends_what_it_had_accepted_before_its_own_farewell()
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync(Trn1Text.Welcome(creditMessages: "01 00 00 00"));
        client.TrySend([0x61]);
        ValueTask<SendStatus> waiting = client.SendAsync(new byte[] { 0x62 }, TestContext.Current.CancellationToken);

        await peer.SendAsync($"{Trn1Text.Credit(0, 2)} {Trn1Text.GoAway(0, 0)}");

        Assert.Equal($"{Trn1Text.Data("61")} {Trn1Text.Data("62")} {Trn1Text.GoAway(2, 0)}", await peer.ReadToEndAsync());
        Assert.Equal(SendStatus.Sent, await waiting.WithinAsync());
        peer.Finish();
        Assert.Equal(CloseReason.PeerClose, await client.Closed.WithinAsync());
    }

    // TRN1-E2: what has no credit by then will never have any.
    [Fact]
    public async Task Gives_up_on_what_has_no_credit_when_the_peer_has_left()
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync(Trn1Text.Welcome(creditMessages: "01 00 00 00"));
        client.TrySend([0x61]);
        ValueTask<SendStatus> waiting = client.SendAsync(new byte[] { 0x62 }, TestContext.Current.CancellationToken);

        await peer.SendAsync(Trn1Text.GoAway(0, 0));
        Task<string> rest = peer.ReadToEndAsync();
        await _client.Time.AdvanceUntilAsync(rest, TimeSpan.FromMilliseconds(500));

        Assert.Equal(SendStatus.Closed, await waiting.WithinAsync());
        Assert.Equal($"{Trn1Text.Data("61")} {Trn1Text.GoAway(1, 0)}", Trn1Text.WithoutHeartbeats(await rest));
        peer.Finish();
        Assert.Equal(CloseReason.PeerClose, await client.Closed.WithinAsync());
        Assert.Equal((2, 1, 1), (client.GetStats().MessagesSubmitted, client.GetStats().MessagesSent, client.GetStats().DroppedAtClose));
    }

    // TRN1-E1: the farewell and the end of the stream; then the peer's are waited for.
    [Fact]
    public async Task Says_farewell_and_hears_the_peers()
    {
        (MessageClient client, RawPeer peer) = await _client.OpenAsync();
        client.TrySend([0x61]);
        Task closing = client.CloseAsync(TestContext.Current.CancellationToken).AsTask();

        Assert.Equal($"{Trn1Text.Data("61")} {Trn1Text.GoAway(1, 0)}", await peer.ReadToEndAsync());
        Assert.False(closing.IsCompleted);
        await peer.SendAsync(Trn1Text.GoAway(0, 1));
        peer.Finish();

        await closing.WithinAsync();
        Assert.Equal(CloseReason.LocalClose, await client.Closed.WithinAsync());
    }

    // TRN1-E3: nothing is said after the farewell, whatever still comes from the peer and however long it takes.
    [Fact]
    public async Task Says_nothing_after_its_farewell_and_still_receives()
    {
        await using ClientRig rig = new(options => options with
        {
            Session = new SessionOptions { WindowBytes = 216, WindowMessages = 4 },
            Limits = new ConnectionLimits { MaxMessageLength = 100, CloseTimeout = TimeSpan.FromSeconds(60) },
        });
        (MessageClient client, RawPeer peer) = await rig.OpenAsync(Trn1Text.Welcome(heartbeat: "60 ea"));
        Task closing = client.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(Trn1Text.GoAway(0, 0), await peer.ReadToEndAsync());

        // An echo is asked for, a heartbeat becomes due, credit becomes due.
        await peer.SendAsync(Trn1Text.Heartbeat(1, 0, timestamp: 5));
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        await peer.SendAsync($"{Trn1Text.Data(Trn1Text.Bytes(100))} {Trn1Text.Data(Trn1Text.Bytes(100))}");
        (await client.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync()).Dispose();
        (await client.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync()).Dispose();
        await peer.SendAsync(Trn1Text.GoAway(2, 0));
        peer.Finish();

        await closing.WithinAsync();
        Assert.Equal(CloseReason.LocalClose, await client.Closed.WithinAsync());
        Assert.Equal("", await peer.ReadToEndAsync());
    }

    // TRN1-E1: a peer that does not answer is waited for, and not for ever.
    [Fact]
    public async Task Waits_for_the_peers_farewell_until_the_close_timeout()
    {
        await using ClientRig rig = new(options => options with { Limits = new ConnectionLimits { CloseTimeout = TimeSpan.FromSeconds(2) } });
        (MessageClient client, RawPeer peer) = await rig.OpenAsync(Trn1Text.Welcome(heartbeat: "60 ea"));
        Task closing = client.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(Trn1Text.GoAway(0, 0), await peer.ReadToEndAsync());

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(closing.IsCompleted);
        await rig.Time.AdvanceUntilAsync(closing, TimeSpan.FromMilliseconds(500));

        Assert.Equal(CloseReason.PeerSilent, await client.Closed.WithinAsync());
    }

    // TRN1-E2: who has left is silent, and that is not held against it while the rest is being sent.
    [Fact]
    public async Task Does_not_take_a_peer_that_left_for_a_silent_one()
    {
        await using ClientRig rig = new(options => options with { Limits = new ConnectionLimits { CloseTimeout = TimeSpan.FromSeconds(60) } });
        (MessageClient client, RawPeer peer) = await rig.OpenAsync(Trn1Text.Welcome(heartbeat: "64 00", creditBytes: Trn1Text.Wide));
        Flood flood = Flood.Over(client.Connection);
        await flood.StalledAsync();

        await peer.SendAsync(Trn1Text.GoAway(0, 0));
        peer.Finish();
        ulong sent = 0;
        await Eventually.TrueAsync(() =>
        {
            SendStatus status = client.TrySend([]);
            sent += status == SendStatus.Sent ? 1UL : 0;
            return status is SendStatus.Draining or SendStatus.Closed;
        });
        rig.Time.Advance(TimeSpan.FromSeconds(2));

        ulong received = 0;
        string frame;
        while ((frame = await peer.ReadFrameAsync())[12..14] != "09")
        {
            received += frame[12..14] == "10" ? 1UL : 0;
        }

        Assert.Equal(sent + await flood.Accepted.WithinAsync(), received);
        Assert.Equal(Trn1Text.GoAway(received, 0), frame);
        Assert.Equal(CloseReason.PeerClose, await client.Closed.WithinAsync());
    }

    // TRN1-E3
    [Theory]
    [InlineData("01 00 00 00 10 00 00 00 61")]
    [InlineData("20 00 00 00 06 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")]
    [InlineData("12 00 00 00 09 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")]
    [InlineData("00 00 00 00 7f 80 00 00")]
    public async Task Refuses_whatever_comes_after_the_peers_farewell(string frame)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{Trn1Text.GoAway(0, 0)} {frame}");

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, ended.Reason);
        Assert.Contains("after the peer's GOAWAY", ended.Error!.Message, StringComparison.Ordinal);
        Assert.False(_server.Handler.HasMessage);
    }

    // TRN1-E3, TRN1-E5
    [Fact]
    public async Task Refuses_half_a_frame_after_the_peers_farewell()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{Trn1Text.GoAway(0, 0)} 01 00 00 00 10");
        peer.Finish();

        Assert.Equal(CloseReason.TruncatedFrame, (await _server.Handler.EndedAsync()).Reason);
    }

    // TRN1-E6: too few, too many, and in the middle of one.
    [Theory]
    [InlineData("01 00 00 00 10 00 00 00 61", 0UL)]
    [InlineData("01 00 00 00 10 00 00 00 61", 2UL)]
    public async Task Refuses_a_farewell_with_the_wrong_count(string before, ulong count)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{before} {Trn1Text.GoAway(count, 0)}");

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, ended.Reason);
        Assert.Contains($"left after {count} messages, 1 arrived", ended.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("0a 00 00 00 07 00", (await peer.ReadFrameAsync())[12..29]);
    }

    // TRN1-E6
    [Fact]
    public async Task Refuses_a_farewell_in_the_middle_of_a_message()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{Trn1Text.More(Trn1Text.Bytes(256))} {Trn1Text.GoAway(0, 0)}");

        Assert.Equal(CloseReason.ProtocolViolation, (await _server.Handler.EndedAsync()).Reason);
    }

    // TRN1-E4: the kernel sends the same FIN for a process that was killed.
    [Fact]
    public async Task Takes_an_end_without_a_farewell_for_a_peer_that_vanished()
    {
        RawPeer peer = await _server.OpenAsync();
        await peer.SendAsync(Trn1Text.Data("61"));

        peer.Finish();

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.PeerReset, ended.Reason);
        Assert.Contains("without a farewell", ended.Error!.Message, StringComparison.Ordinal);
    }

    // TRN1-E5: with the counts.
    [Theory]
    [InlineData("05 00 00", "3 of 8 bytes")]
    [InlineData("05 00 00 00 10 00 00 00 61 62", "10 of 13 bytes")]
    public async Task Says_how_much_of_a_frame_had_come(string part, string counts)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(part);
        peer.Finish();

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.TruncatedFrame, ended.Reason);
        Assert.Contains(counts, ended.Error!.Message, StringComparison.Ordinal);
    }

    // TRN1-E5: between two fragments, too.
    [Fact]
    public async Task Says_how_much_of_a_fragmented_message_had_come()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.More(Trn1Text.Bytes(256)));
        peer.Finish();

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.TruncatedFrame, ended.Reason);
        Assert.Contains("256 bytes", ended.Error!.Message, StringComparison.Ordinal);
    }

    // TRN1-E7: whatever had come before it.
    [Theory]
    [InlineData("")]
    [InlineData("05 00 00 00 10 00 00 00 61 62")]
    public async Task Takes_a_reset_for_a_peer_that_vanished(string before)
    {
        RawPeer peer = await _server.OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        long welcomed = connection.GetStats().WireBytesReceived;
        await peer.SendAsync(before);
        await Eventually.TrueAsync(() => connection.GetStats().WireBytesReceived == welcomed + ((before.Length + 1) / 3));

        peer.Reset();

        Assert.Equal(CloseReason.PeerReset, (await _server.Handler.EndedAsync()).Reason);
    }

    // TRN1-R2: its words are for people, who may read them on a terminal.
    [Fact]
    public async Task Passes_on_the_words_of_an_error()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync("0b 00 00 00 0a 00 00 00 09 00 00 00 00 00 00 00 61 1b 62");

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.Refused, ended.Reason);
        Assert.Contains("a b (Handler)", ended.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("", await peer.ReadToEndAsync());
    }

    // TRN1-R2: they say more than the reset that comes behind them, even to a side that finds out by sending.
    [Fact]
    public async Task Passes_on_the_words_of_an_error_when_a_send_fails_first()
    {
        using var handler = new Blocking();
        await using ClientRig rig = new(options => options with { Handler = handler });
        (MessageClient client, RawPeer peer) = await rig.OpenAsync();
        await peer.SendAsync(Trn1Text.Data("61"));
        await handler.Entered.WithinAsync();
        await peer.SendAsync(Trn1Text.Error(9, "why"));
        peer.Reset();
        await Eventually.TrueAsync(() => client.TrySend([0x62]) == SendStatus.Sent && client.GetStats().MessagesSent < client.GetStats().MessagesSubmitted);
        Assert.Equal(CloseReason.None, client.Connection.CloseReason);

        handler.Leave();

        Assert.Equal(CloseReason.Refused, await client.Closed.WithinAsync());
        Assert.Contains("why (Handler)", client.Connection.Error!.Message, StringComparison.Ordinal);
    }

    // TRN1-E7: a loop that is held does not hold up the end for long.
    [Fact]
    public async Task Ends_after_a_failed_send_while_its_receive_loop_is_held()
    {
        using var handler = new Blocking();
        await using ClientRig rig = new(options => options with { Handler = handler });
        (MessageClient client, RawPeer peer) = await rig.OpenAsync();
        await peer.SendAsync(Trn1Text.Data("61"));
        await handler.Entered.WithinAsync();
        peer.Reset();
        await Eventually.TrueAsync(() => client.TrySend([0x62]) == SendStatus.Sent && client.GetStats().MessagesSent < client.GetStats().MessagesSubmitted);

        rig.Time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(CloseReason.PeerReset, client.Connection.CloseReason);
        Assert.Equal(SendStatus.Closed, client.TrySend([0x62]));
        handler.Leave();
        Assert.Equal(CloseReason.PeerReset, await client.Closed.WithinAsync());
    }

    // TRN1-R3: a code that this version does not know is a number.
    [Fact]
    public async Task Passes_on_a_code_it_does_not_know()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Error(777, "why"));

        Assert.Contains("why (777)", (await _server.Handler.EndedAsync()).Error!.Message, StringComparison.Ordinal);
    }

    // TRN1-R2
    [Theory]
    [InlineData(7)]
    [InlineData(8 + 257)]
    public async Task Ends_at_an_error_that_is_malformed_too(int length)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Frame("0a", Trn1Text.Bytes(length)));

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.Refused, ended.Reason);
        Assert.Contains("malformed", ended.Error!.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }
}
