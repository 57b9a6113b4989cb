using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <content>Ends without a farewell.</content>
public sealed partial class EndingTests
{
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

    // What is wrong with one frame is not wrong with those before it, although they came in one piece.
    [Fact]
    public async Task Hands_out_what_came_whole_before_a_frame_that_is_wrong()
    {
        await using ServerRig pulled = new(options => options with { Handler = null });
        RawPeer peer = await pulled.OpenAsync();
        MessageConnection connection = await pulled.Server.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

        await peer.SendAsync($"{Trn1Text.Data("61")} {Trn1Text.Data("62")} ff ff ff 7f 10 00 00 00");

        Assert.Equal(CloseReason.FrameTooLarge, await connection.Closed.WithinAsync());
        Assert.True(connection.TryReceive(out Message first));
        Assert.True(connection.TryReceive(out Message second));
        Assert.Equal("ab"u8, [.. first.Span, .. second.Span]);
        first.Dispose();
        second.Dispose();
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

    // TRN1-R1: an end in between is told, and no reset takes the words away.
    [Fact]
    public async Task Says_why_it_is_aborted()
    {
        RawPeer peer = await _server.OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        connection.TrySend([0x61]);
        Assert.Equal(Trn1Text.Data("61"), await peer.ReadFrameAsync());

        connection.Abort("why");
        connection.Abort("too late");

        Assert.Equal(Trn1Text.Error(10, "why"), await peer.ReadToEndAsync());
        Assert.Equal(CloseReason.LocalAbort, await connection.Closed.WithinAsync());
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
}
