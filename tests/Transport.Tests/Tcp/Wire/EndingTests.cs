using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Farewells, and ends without one.</summary>
public sealed partial class EndingTests : IAsyncDisposable
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

    // However the peer drags it out: it says no farewell, or does not even take what was sent.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposing_is_cut_short_at_the_close_timeout(bool stalled)
    {
        await using ClientRig rig = new(options => options with { Limits = new ConnectionLimits { CloseTimeout = TimeSpan.FromSeconds(2) } });
        (MessageClient client, RawPeer _) = await rig.OpenAsync(Trn1Text.Welcome(heartbeat: "60 ea", creditBytes: Trn1Text.Wide));
        if (stalled)
        {
            await Flood.Over(client.Connection).StalledAsync();
        }

        Task disposing = client.DisposeAsync().AsTask();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(disposing.IsCompleted);
        TimeSpan waited = await rig.Time.AdvanceUntilAsync(disposing, TimeSpan.FromMilliseconds(500));

        await disposing;
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromSeconds(4));
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

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }
}
