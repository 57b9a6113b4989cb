using System.Buffers.Binary;
using System.Diagnostics;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Wire;

/// <summary>Heartbeats: signs of life, round trips and the sequence audit.</summary>
public sealed class LivenessTests : IAsyncDisposable
{
    private readonly ServerRig _server = new();

    // TRN1-L1, TRN1-L2: what is next, what has arrived, and a time to be echoed.
    [Fact]
    public async Task Is_heard_once_in_each_interval()
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: "60 ea"));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        await peer.SendAsync($"{Trn1Text.Data("61")} {Trn1Text.Data("62")}");
        Assert.Equal("61", await _server.Handler.MessageAsync());
        Assert.Equal("62", await _server.Handler.MessageAsync());
        connection.TrySend([0x63]);
        await peer.ReadFrameAsync();

        for (int i = 0; i < 3; i++)
        {
            _server.Time.Advance(TimeSpan.FromSeconds(1));

            string heartbeat = await peer.ReadFrameAsync();
            Assert.StartsWith(
                "20 00 00 00 06 00 00 00 02 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00", heartbeat, StringComparison.Ordinal);
            Assert.NotEqual(Trn1Text.U64(0), heartbeat[72..95]);
            Assert.Equal(Trn1Text.U64(0), heartbeat[96..]);
        }
    }

    // TRN1-L3: the echo asks for none, so that two sides do not echo for ever.
    [Fact]
    public async Task Echoes_a_timestamp()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync(
            "20 00 00 00 06 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 88 77 66 55 44 33 22 11 00 00 00 00 00 00 00 00");

        Assert.Equal(
            "20 00 00 00 06 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 88 77 66 55 44 33 22 11",
            await peer.ReadFrameAsync());
    }

    // TRN1-L3: and what asks for none is not answered.
    [Fact]
    public async Task Does_not_answer_a_heartbeat_without_a_timestamp()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{Trn1Text.Heartbeat(1, 0)} {Trn1Text.Heartbeat(1, 0, echo: 4)} {Trn1Text.GoAway(0, 0)}");

        Assert.Equal(Trn1Text.GoAway(0, 0), await peer.ReadFrameAsync());
    }

    // TRN1-L4: from one's own timestamp, so that no clock needs to agree with another.
    [Fact]
    public async Task Measures_the_round_trip_from_the_echo()
    {
        RawPeer peer = await _server.OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        long before = Stopwatch.GetTimestamp();
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        string heartbeat = await peer.ReadFrameAsync();
        Assert.Null(connection.GetStats().RoundTrip);

        await peer.SendAsync($"20 00 00 00 06 00 00 00 {Trn1Text.U64(1)} {Trn1Text.U64(0)} {Trn1Text.U64(0)} {heartbeat[72..95]}");
        await peer.SendAsync(Trn1Text.Heartbeat(1, 0, timestamp: 9));
        await peer.ReadFrameAsync();

        TimeSpan roundTrip = Assert.NotNull(connection.GetStats().RoundTrip);
        Assert.InRange(roundTrip, TimeSpan.FromTicks(1), Stopwatch.GetElapsedTime(before));
    }

    // TRN1-L4: an old number would pass for a long way, and a long way widens the window.
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public async Task Takes_no_round_trip_from_an_echo_of_what_it_did_not_send(long off)
    {
        RawPeer peer = await _server.OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        ulong sent = await ProbeAsync(peer);

        await EchoAsync(peer, unchecked(sent + (ulong)off));
        await EchoAsync(peer, 1);
        Assert.Null(connection.GetStats().RoundTrip);

        await EchoAsync(peer, sent);
        Assert.NotNull(connection.GetStats().RoundTrip);
    }

    // TRN1-L4
    [Fact]
    public async Task An_echo_counts_once()
    {
        RawPeer peer = await _server.OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        ulong sent = await ProbeAsync(peer);
        await EchoAsync(peer, sent);
        TimeSpan? first = connection.GetStats().RoundTrip;

        await EchoAsync(peer, sent);

        Assert.Equal(first, connection.GetStats().RoundTrip);
    }

    // TRN1-L3, TRN1-L4: of several that arrive together the last may be answered alone.
    [Fact]
    public async Task Goes_on_measuring_when_a_timestamp_is_not_echoed()
    {
        RawPeer peer = await _server.OpenAsync();
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        await ProbeAsync(peer);

        await EchoAsync(peer, await ProbeAsync(peer));
        await EchoAsync(peer, await ProbeAsync(peer));

        Assert.NotNull(connection.GetStats().RoundTrip);
    }

    // TRN1-L5: a message that is missing or came twice.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(ulong.MaxValue)]
    public async Task Breaks_off_when_the_audit_fails(ulong next)
    {
        RawPeer peer = await _server.OpenAsync();
        await peer.SendAsync(Trn1Text.Data("61"));

        await peer.SendAsync(Trn1Text.Heartbeat(next, 0));

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.ProtocolViolation, ended.Reason);
        Assert.Contains("1 arrived", ended.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("0a 00 00 00 07 00", (await peer.ReadFrameAsync())[12..29]);
    }

    // TRN1-L5: a fragment is not a message yet.
    [Fact]
    public async Task Audits_whole_messages()
    {
        RawPeer peer = await _server.OpenAsync();

        await peer.SendAsync($"{Trn1Text.More(Trn1Text.Bytes(256))} {Trn1Text.Heartbeat(2, 0)}");

        Assert.Equal(CloseReason.ProtocolViolation, (await _server.Handler.EndedAsync()).Reason);
    }

    // TRN1-L6: three of the peer's own intervals.
    [Fact]
    public async Task Counts_a_peer_as_gone_after_three_silent_intervals()
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: "c8 00"));
        MessageConnection connection = await _server.Handler.ConnectedAsync();

        _server.Time.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal(CloseReason.None, connection.CloseReason);
        _server.Time.Advance(TimeSpan.FromMilliseconds(50));

        Recorder.Ended ended = await _server.Handler.EndedAsync();
        Assert.Equal(CloseReason.PeerSilent, ended.Reason);
        Assert.Contains("every 200 ms", ended.Error!.Message, StringComparison.Ordinal);
        await peer.ReadToEndAsync();
    }

    // TRN1-L6: as many as the options say.
    [Fact]
    public async Task Waits_for_as_many_intervals_as_it_was_told()
    {
        await using ClientRig rig = new(options => options with { Session = new SessionOptions { DeadAfterMissed = 5 } });
        (MessageClient client, _) = await rig.OpenAsync(Trn1Text.Welcome(heartbeat: "64 00"));

        rig.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(CloseReason.None, client.Connection.CloseReason);
        rig.Time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(CloseReason.PeerSilent, await client.Closed.WithinAsync());
    }

    // TRN1-L6: any bytes are a sign of life.
    [Theory]
    [InlineData("a message", "01 00 00 00 10 00 00 00 61")]
    [InlineData("an unknown frame", "00 00 00 00 7f 80 00 00")]
    [InlineData("a grant", "10 00 00 00 08 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")]
    public async Task Takes_any_frame_for_a_sign_of_life(string name, string frame)
    {
        RawPeer peer = await _server.OpenAsync(Trn1Text.Hello(heartbeat: "c8 00"));
        MessageConnection connection = await _server.Handler.ConnectedAsync();
        for (int i = 0; i < 4; i++)
        {
            _server.Time.Advance(TimeSpan.FromMilliseconds(500));
            Assert.True(connection.CloseReason == CloseReason.None, $"{name} {i}: {connection.Error?.Message}");
            long seen = connection.GetStats().WireBytesReceived;
            await peer.SendAsync(frame);
            await Eventually.TrueAsync(() => connection.GetStats().WireBytesReceived > seen);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The timestamp of the next heartbeat.</summary>
    private async Task<ulong> ProbeAsync(RawPeer peer)
    {
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        byte[] heartbeat = Hex.Bytes(await peer.ReadFrameAsync());
        return BinaryPrimitives.ReadUInt64LittleEndian(heartbeat.AsSpan(24));
    }

    /// <summary>Echoes a timestamp; done when it was understood.</summary>
    private static async Task EchoAsync(RawPeer peer, ulong timestamp)
    {
        await peer.SendAsync(Trn1Text.Heartbeat(1, 0, timestamp: 9, echo: timestamp));
        Assert.Equal(Trn1Text.Heartbeat(1, 0, echo: 9), await peer.ReadFrameAsync());
    }
}
