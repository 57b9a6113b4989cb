using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Peers that dribble or stall, at every place where one can.</summary>
public sealed class DeadlineTests : IAsyncDisposable
{
    private const string Patient = "60 ea"; // a sign of life every 60 s, so that silence is not what ends the session

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);

    private readonly ServerRig _server = new(options => options with
    {
        Limits = new ConnectionLimits
        {
            HandshakeTimeout = TimeSpan.FromSeconds(5),
            FrameTimeout = TimeSpan.FromSeconds(1),
            WriteTimeout = TimeSpan.FromSeconds(20),
        },
    });

    // TRN1-H9: from the connection to the end of the handshake, wherever it stalls.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(67)]
    public async Task Gives_up_on_a_handshake_that_stalls(int said)
    {
        await using ServerRig rig = new(options => options with { Limits = new ConnectionLimits { FrameTimeout = TimeSpan.FromMinutes(9) } });
        RawPeer peer = await rig.ConnectAsync();
        await peer.SendAsync(Hex.Bytes($"{Trn1Text.Preamble} {Trn1Text.Hello()}").AsMemory(0, said));

        Task<RefusedConnection> refused = rig.RefusedAsync();
        TimeSpan waited = await rig.Time.AdvanceUntilAsync(refused, s_step);

        Assert.Equal(CloseReason.HandshakeTimeout, (await refused).Reason);
        Assert.True(waited >= TimeSpan.FromSeconds(5), $"Gave up after {waited}.");

        // Who has shown the preamble is told why.
        string last = await peer.ReadToEndAsync();
        Assert.Equal(said < 8 ? "" : "03 00 00 00 08 00", said < 8 ? last : last[12..29]);
    }

    // TRN1-H9: dribbling does not stretch it.
    [Fact]
    public async Task Gives_up_on_a_handshake_that_dribbles()
    {
        await using ServerRig rig = new();
        RawPeer peer = await rig.ConnectAsync();
        Task<RefusedConnection> refused = rig.RefusedAsync();
        TimeSpan waited = TimeSpan.Zero;

        // All but the last byte: a server that accepts late, with the clock far ahead, must not find a whole HELLO.
        foreach (byte b in Hex.Bytes($"{Trn1Text.Preamble} {Trn1Text.Hello()}")[..^1])
        {
            await peer.TrySendAsync(new[] { b });
            rig.Time.Advance(s_step);
            waited += s_step;
            if (refused.IsCompleted)
            {
                break;
            }
        }

        waited += await rig.Time.AdvanceUntilAsync(refused, s_step);
        Assert.Equal(CloseReason.HandshakeTimeout, (await refused).Reason);
        Assert.True(waited >= TimeSpan.FromSeconds(5), $"Gave up after {waited}.");
    }

    // TRN1-H9: the client's side of it.
    [Fact]
    public async Task A_client_gives_up_on_a_server_that_says_nothing()
    {
        await using ClientRig rig = new();
        (Task<MessageClient> connecting, RawPeer peer) = await rig.StartAsync();

        TimeSpan waited = await rig.Time.AdvanceUntilAsync(connecting, s_step);

        var failure = await Assert.ThrowsAsync<ConnectionClosedException>(() => connecting);
        Assert.Equal(CloseReason.HandshakeTimeout, failure.Reason);
        Assert.True(waited >= TimeSpan.FromSeconds(5), $"Gave up after {waited}.");
        Assert.Equal("0a 00 00 00 08 00", (await peer.ReadToEndAsync())[(68 * 3)..][12..29]);
    }

    // TRN1-T1
    [Theory]
    [InlineData("05")]
    [InlineData("05 00 00 00 10 00 00")]
    [InlineData("05 00 00 00 10 00 00 00")]
    [InlineData("05 00 00 00 10 00 00 00 61 62 63 64")]
    [InlineData("20 00 00 00 06 00 00 00 01")]
    [InlineData("05 00 00 00 7f 80 00 00 61")]
    public async Task Gives_up_on_a_frame_that_stalls(string part)
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: Patient));
        await peer.SendAsync(part);

        Task<Recorder.Ended> ended = _server.Handler.EndedAsync();
        TimeSpan waited = await _server.Time.AdvanceUntilAsync(ended, s_step);

        Assert.Equal(CloseReason.FrameTimeout, (await ended).Reason);
        Assert.True(waited >= TimeSpan.FromSeconds(1), $"Gave up after {waited}.");
        Assert.EndsWith(
            Trn1Text.Ascii((await ended).Error!.Message), await peer.ReadToEndAsync(), StringComparison.Ordinal);
    }

    // TRN1-T1: dribbling stretches it by what dribbles in at 240 bytes a second, which is next to nothing.
    [Fact]
    public async Task Gives_up_on_a_frame_that_dribbles()
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: Patient));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        long before = connection.GetStats().WireBytesReceived;
        byte[] frame = Hex.Bytes(Trn1Text.Data(Trn1Text.Bytes(100)));
        int said = 0;
        while (connection.CloseReason == CloseReason.None && said < frame.Length)
        {
            await peer.TrySendAsync(frame.AsMemory(said++, 1));
            await Eventually.TrueAsync(() => connection.CloseReason != CloseReason.None || connection.GetStats().WireBytesReceived == before + said);
            _server.Time.Advance(s_step);
        }

        Assert.Equal(CloseReason.FrameTimeout, (await _server.Handler.EndedAsync()).Reason);
        Assert.InRange(said, 10, frame.Length - 1);
    }

    // TRN1-T1: a slow line is not an attack.
    [Fact]
    public async Task Has_patience_with_a_frame_that_keeps_up_240_bytes_a_second()
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: Patient));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        long before = connection.GetStats().WireBytesReceived;
        byte[] frame = Hex.Bytes(Trn1Text.Data(Trn1Text.Bytes(10_000)));
        for (int said = 0; said < frame.Length;)
        {
            int chunk = Math.Min(250, frame.Length - said);
            await peer.SendAsync(frame.AsMemory(said, chunk));
            said += chunk;
            await Eventually.TrueAsync(() => connection.GetStats().WireBytesReceived == before + said);
            Assert.True(connection.CloseReason == CloseReason.None, $"{said}: {connection.Error?.Message}");
            _server.Time.Advance(TimeSpan.FromMilliseconds(950));
        }

        Assert.Equal(Trn1Text.Bytes(10_000), await _server.Handler.MessageAsync());
    }

    // TRN1-T1: every frame has the whole time for itself.
    [Fact]
    public async Task Counts_the_time_of_each_frame_anew()
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: Patient));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        await peer.SendAsync("01 00 00 00 10 00 00");
        for (int i = 0; i < 5; i++)
        {
            _server.Time.Advance(TimeSpan.FromMilliseconds(700));
            await peer.SendAsync("00 61 01 00 00 00 10 00 00");
            Assert.Equal("61", await _server.Handler.MessageAsync());
            Assert.Equal(CloseReason.None, connection.CloseReason);
        }
    }

    // TRN1-T1: what is late then is not the peer.
    [Fact]
    public async Task Does_not_count_the_time_that_the_own_handler_takes()
    {
        using var handler = new Blocking();
        await using ServerRig rig = new(options => options with
        {
            Handler = handler,
            Limits = new ConnectionLimits { FrameTimeout = TimeSpan.FromSeconds(1) },
            Session = new SessionOptions { HeartbeatInterval = TimeSpan.FromSeconds(60) },
        });
        RawPeer peer = await rig.OpenAsync(Trn1Text.Hello(heartbeat: Patient));
        await peer.SendAsync("01 00 00 00 10 00 00 00");
        await Eventually.TrueAsync(() => rig.Server.Connections.Any(connection => connection.GetStats().WireBytesReceived == 68 + 8));
        rig.Time.Advance(TimeSpan.FromMilliseconds(700));
        await peer.SendAsync("61");
        await handler.Entered.WithinAsync();

        rig.Time.Advance(TimeSpan.FromMilliseconds(700));

        Assert.Equal(CloseReason.None, Assert.Single(rig.Server.Connections).CloseReason);
        handler.Leave();
        await peer.SendAsync(Trn1Text.Heartbeat(2, 0, timestamp: 1));
        Assert.EndsWith(Trn1Text.U64(1), await peer.ReadFrameAsync(), StringComparison.Ordinal);
    }

    // TRN1-T2
    [Fact]
    public async Task Gives_up_on_a_peer_that_takes_no_byte()
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: Patient, creditBytes: Trn1Text.Wide));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        Flood flood = Flood.Over(connection);
        await flood.StalledAsync();

        Task<Recorder.Ended> ended = _server.Handler.EndedAsync();
        TimeSpan waited = await _server.Time.AdvanceUntilAsync(ended, s_step);

        Assert.True((await ended).Reason == CloseReason.WriteTimeout, $"{waited}: {(await ended).Error?.Message}");
        Assert.True(waited >= TimeSpan.FromSeconds(20), $"Gave up after {waited}.");
        await peer.ReadToEndAsync();
        await flood.Accepted.WithinAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
