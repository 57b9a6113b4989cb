using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Messages in one frame and in several.</summary>
public sealed class DataTests : IAsyncDisposable
{
    private const int Limit = 1000;

    private readonly ServerRig _server = new(options => options with { Limits = new ConnectionLimits { MaxMessageLength = Limit } });

    // TRN1-D1, TRN1-D5: the numbers of messages are counted, not sent.
    [Fact]
    public async Task Messages_arrive_in_order_and_are_counted_from_1()
    {
        await using ServerRig pulled = new(options => options with { Handler = null });
        RawPeer peer = await pulled.OpenAsync();
        MessageConnection connection = await pulled.Server.AcceptAsync(TestContext.Current.CancellationToken).WithinAsync();

        await peer.SendAsync($"{Trn1Text.Data("61")} {Trn1Text.More(Trn1Text.Bytes(256))} {Trn1Text.Data("62")} {Trn1Text.Data("63")}");

        foreach ((ulong number, int length) in new[] { (1UL, 1), (2UL, 257), (3UL, 1) })
        {
            using Message message = await connection.ReceiveAsync(TestContext.Current.CancellationToken).WithinAsync();
            Assert.Equal((number, length), (message.Sequence, message.Length));
        }
    }

    // TRN1-D6
    [Fact]
    public async Task A_message_may_be_empty()
    {
        RawPeer peer = await _server.OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        await peer.SendAsync("00 00 00 00 10 00 00 00");
        connection.TrySend([]);

        Assert.Equal("", await _server.Handler.MessageAsync());
        Assert.Equal("00 00 00 00 10 00 00 00", await peer.ReadFrameAsync());
    }

    // TRN1-D1
    [Fact]
    public async Task Fragments_are_put_together()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync("00 01 00 00 10 01 00 00" + Trn1Text.Bytes(256, 0x61));
        await peer.SendAsync("01 01 00 00 10 01 00 00" + Trn1Text.Bytes(257, 0x62));
        await peer.SendAsync("01 00 00 00 10 00 00 00 63");
        await peer.SendAsync(Trn1Text.Data("64"));

        Assert.Equal(
            $"{Trn1Text.Bytes(256, 0x61)} {Trn1Text.Bytes(257, 0x62)} 63", await _server.Handler.MessageAsync());
        Assert.Equal("64", await _server.Handler.MessageAsync());
    }

    // TRN1-D1: the last fragment may carry nothing.
    [Fact]
    public async Task The_last_fragment_may_be_empty()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{Trn1Text.More(Trn1Text.Bytes(256))} {Trn1Text.Data("")}");

        Assert.Equal(Trn1Text.Bytes(256), await _server.Handler.MessageAsync());
    }

    // TRN1-D2: control may come between fragments; the audit counts whole messages.
    [Fact]
    public async Task Control_may_come_between_fragments()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Data("60"));
        await peer.SendAsync(Trn1Text.More(Trn1Text.Bytes(256)));
        await peer.SendAsync(Trn1Text.Heartbeat(next: 2, received: 0, timestamp: 5));
        Assert.Equal(Trn1Text.Heartbeat(next: 1, received: 1, echo: 5), await peer.ReadFrameAsync());
        await peer.SendAsync(Trn1Text.Data("62"));

        Assert.Equal("60", await _server.Handler.MessageAsync());
        Assert.Equal($"{Trn1Text.Bytes(256)} 62", await _server.Handler.MessageAsync());
    }

    // TRN1-D3
    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public async Task Refuses_a_fragment_under_256_bytes_that_is_not_the_last(int length)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.More(Trn1Text.Bytes(length)));

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, ended.Reason);
        Assert.Contains($"{length} bytes", ended.Error!.Message, StringComparison.Ordinal);
    }

    // TRN1-D4
    [Theory]
    [InlineData(Limit - 1)]
    [InlineData(Limit)]
    public async Task Takes_a_message_up_to_the_limit_in_one_piece_or_several(int length)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(Trn1Text.Data(Trn1Text.Bytes(length)));
        await peer.SendAsync($"{Trn1Text.More(Trn1Text.Bytes(600))} {Trn1Text.Data(Trn1Text.Bytes(length - 600))}");

        Assert.Equal(Trn1Text.Bytes(length), await _server.Handler.MessageAsync());
        Assert.Equal(Trn1Text.Bytes(length), await _server.Handler.MessageAsync());
    }

    // TRN1-D4: told from its header.
    [Fact]
    public async Task Refuses_a_message_over_the_limit_when_it_is_announced()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync("e9 03 00 00 10 00 00 00");

        await TooLargeAsync(peer, "1001 bytes");
    }

    // TRN1-D4
    [Theory]
    [InlineData(1001)]
    [InlineData(65_528)]
    public async Task Refuses_a_message_over_the_limit_that_comes_whole(int length)
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.TrySendAsync(Hex.Bytes(Trn1Text.Data(Trn1Text.Bytes(length))));

        await TooLargeAsync(peer, $"{length} bytes");
    }

    // TRN1-D4: the fragment that goes beyond is told from its header, too.
    [Fact]
    public async Task Refuses_fragments_whose_sum_is_over_the_limit()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{Trn1Text.More(Trn1Text.Bytes(600))} 91 01 00 00 10 01 00 00");

        await TooLargeAsync(peer, "1001 bytes");
    }

    // TRN1-D1, TRN1-D3: what leaves is cut at the length the peer takes.
    [Fact]
    public async Task A_long_message_leaves_in_fragments()
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(maxFrame: "00 01 00 00"));
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        connection.TrySend(Hex.Bytes(Trn1Text.Bytes(256 + 256 + 88)));
        connection.TrySend(Hex.Bytes(Trn1Text.Bytes(256)));

        Assert.Equal("00 01 00 00 10 01 00 00 " + Trn1Text.Bytes(256), await peer.ReadFrameAsync());
        Assert.Equal("00 01 00 00 10 01 00 00 " + Trn1Text.Bytes(256), await peer.ReadFrameAsync());
        Assert.Equal("58 00 00 00 10 00 00 00 " + Trn1Text.Bytes(88), await peer.ReadFrameAsync());
        Assert.Equal("00 01 00 00 10 00 00 00 " + Trn1Text.Bytes(256), await peer.ReadFrameAsync());
    }

    // TRN1-F8: control goes first, and never inside a frame.
    [Fact]
    public async Task Control_overtakes_data_between_two_frames()
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(creditBytes: Trn1Text.Wide));
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        // The data has no end, so an echo that had to wait for it would never come.
        Flood flood = Flood.Over(connection);
        await flood.StalledAsync();
        await peer.SendAsync(Trn1Text.Heartbeat(next: 1, received: 0, timestamp: 7));
        ulong before = 0;
        string frame;
        while ((frame = await peer.ReadFrameAsync())[12..14] == "10")
        {
            before++;
        }

        Assert.Equal(Trn1Text.Heartbeat(next: before + 1, received: 0, echo: 7), frame);
        peer.Dispose();
        await flood.Accepted.WithinAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TooLargeAsync(RawPeer peer, string length)
    {
        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.FrameTooLarge, ended.Reason);
        Assert.Contains(length, ended.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("limit is 1000", ended.Error.Message, StringComparison.Ordinal);
        string error = await peer.ReadFrameAsync();
        Assert.Equal("0a 00 00 00 05 00", error[12..29]);
        Assert.False(_server.Handler.HasMessage);
    }
}
