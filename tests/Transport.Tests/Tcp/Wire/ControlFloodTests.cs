using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Frames that cost no credit, sent without end. The limit they hit is TRN1-F9; the clock stands still.</summary>
public sealed class ControlFloodTests : IAsyncDisposable
{
    private const int Limit = 10_000;

    private readonly ServerRig _server = new();

    /// <summary>One frame of each kind that changes nothing, however often it comes.</summary>
    public static TheoryData<string, string> Idle => new()
    {
        { "CREDIT", Trn1Text.Credit(1, 1) },
        { "ACK", Trn1Text.Ack(0) },
        { "HEARTBEAT", Trn1Text.Heartbeat(1, 0) },
        { "HEARTBEAT that asks for an echo", Trn1Text.Heartbeat(1, 0, timestamp: 5) },
        { "CANCEL", Trn1Text.Cancel(1) },
        { "unknown and IGNORABLE", Trn1Text.Frame("7f", flags: "80") },
    };

    // TRN1-F9
    [Theory]
    [MemberData(nameof(Idle))]
    public async Task Takes_ten_thousand_control_frames_a_second_and_breaks_off_at_one_more(string name, string frame)
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        // Read along, so that what is asked for has somewhere to go.
        Task<string> said = peer.ReadToEndAsync();
        await peer.SendAsync(Many(frame, Limit));
        await ArrivedAsync(connection, frame, Limit);
        Assert.True(connection.CloseReason == CloseReason.None, $"{name}: {connection.Error?.Message}");
        await peer.TrySendAsync(Hex.Bytes(frame));

        await BrokenOffAsync();
        Assert.Contains("0a 00 00 00 04 00", await said, StringComparison.Ordinal);
        Assert.Equal(0, connection.GetStats().MessagesReceived);
    }

    // TRN1-F9: a second later there are as many again.
    [Fact]
    public async Task Takes_as_many_again_in_the_next_second()
    {
        RawPeer peer = await OpenAsync();
        foreach (string message in (string[])["61", "62", "63"])
        {
            await peer.SendAsync(Many(Trn1Text.Ack(0), Limit));

            // What is handled behind them shows that they were.
            await peer.SendAsync(Trn1Text.Data(message));
            Assert.Equal(message, await _server.Handler.MessageAsync());
            _server.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    // TRN1-F9: who works needs control frames, and has them.
    [Fact]
    public async Task Each_message_allows_four_control_frames_more()
    {
        RawPeer peer = await OpenAsync();
        await peer.SendAsync(Trn1Text.Data("61"));
        Assert.Equal("61", await _server.Handler.MessageAsync());
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        string ack = Trn1Text.Ack(0);
        long before = connection.GetStats().WireBytesReceived;

        await peer.SendAsync(Many(ack, Limit + 4));
        await Eventually.TrueAsync(() => connection.GetStats().WireBytesReceived == before + (16L * (Limit + 4)));
        await peer.SendAsync(Trn1Text.Data("62"));
        Assert.Equal("62", await _server.Handler.MessageAsync());

        await peer.TrySendAsync(Many(ack, 5));
        await BrokenOffAsync();
    }

    // TRN1-F9, TRN1-F4: 64 KiB to be skipped are not one frame of 8 bytes.
    [Theory]
    [InlineData(39, false)]
    [InlineData(40, true)]
    public async Task Junk_that_may_be_ignored_counts_by_its_length(int frames, bool broken)
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        await peer.TrySendAsync(Many(Trn1Text.Frame("7f", Trn1Text.Zeros(65_528), flags: "80"), frames));
        if (broken)
        {
            await BrokenOffAsync();
            return;
        }

        await peer.SendAsync(Trn1Text.Data("61"));
        Assert.Equal("61", await _server.Handler.MessageAsync());
        Assert.Equal(CloseReason.None, connection.CloseReason);
    }

    // TRN1-L3: a peer that asks for echoes and reads none makes this side hold one control frame, until WriteTimeout.
    [Fact]
    public async Task Echoes_that_nobody_reads_pile_up_nowhere()
    {
        RawPeer peer = await OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        string ask = Trn1Text.Heartbeat(1, 0, timestamp: 5);

        await peer.SendAsync(Many(ask, Limit));
        await ArrivedAsync(connection, ask, Limit);

        await Eventually.TrueAsync(() => _server.Outstanding <= 2);
        Assert.Equal(CloseReason.None, connection.CloseReason);
    }

    // TRN1-D6, TRN1-C3: nothing is free; an empty message costs 8 bytes and a message, and memory does not grow beyond them.
    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public async Task Empty_messages_are_bounded_by_the_credit_in_messages(int count, bool broken)
    {
        await using ServerRig rig = new(options => options with
        {
            Handler = null,
            Session = new SessionOptions { WindowMessages = 1000 },
        });
        RawPeer peer = await rig.OpenAsync();
        MessageConnection connection = await rig.Server.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();

        await peer.SendAsync(Many(Trn1Text.Data(""), count));

        await Eventually.TrueAsync(() => connection.GetStats().MessagesReceived == 1000);
        Assert.InRange(rig.Outstanding, 0, 1000 / 31 + 3);
        if (broken)
        {
            Assert.Equal(CloseReason.ProtocolViolation, await connection.Closed.WithinAsync());
            Assert.Contains("more than it was granted", connection.Error!.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(CloseReason.None, connection.CloseReason);
        }

        // First the peer, which says no farewell, while the clock that would cut that short stands still.
        peer.Dispose();
        await connection.DisposeAsync().WithinAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static byte[] Many(string frame, int count)
    {
        byte[] one = Hex.Bytes(frame);
        byte[] all = new byte[one.Length * count];
        for (int i = 0; i < count; i++)
        {
            one.CopyTo(all, i * one.Length);
        }

        return all;
    }

    private Task<RawPeer> OpenAsync() => _server.OpenAsync(Trn1Text.Hello(features: Trn1Text.Requests));

    private static Task ArrivedAsync(MessageConnection connection, string frame, int count)
    {
        const int PreambleAndHello = 8 + 8 + 52;
        long expected = PreambleAndHello + ((long)Hex.Bytes(frame).Length * count);
        return Eventually.TrueAsync(() => connection.CloseReason != CloseReason.None || connection.GetStats().WireBytesReceived == expected);
    }

    private async Task BrokenOffAsync()
    {
        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, ended.Reason);
        Assert.Contains("the limit is 10000 a second and 4 for each message", ended.Error!.Message, StringComparison.Ordinal);
    }
}
