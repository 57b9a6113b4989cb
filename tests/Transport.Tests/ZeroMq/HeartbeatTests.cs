using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.ZeroMq.Wire;
using Sockets.Transport.Tests.ZeroMq.Wire.Curve;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Signs of life against bytes, on a clock of the test's own.</summary>
public sealed class HeartbeatTests : IAsyncDisposable
{
    private const string SubscribeA = "04 0b 09 535542534352494245 41";

    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("04 07 04 50494e47 0000", "04 05 04 50 4f 4e 47")]
    [InlineData("04 0b 04 50494e47 0000 63747821", "04 09 04 50 4f 4e 47 63 74 78 21")]
    public async Task A_PING_is_answered_with_its_context(string ping, string pong)
    {
        // ZMTP-B1
        _rig.Publisher(out string endpoint);
        using ZmtpPeer peer = await ZmtpPeer.ReadyAsync(endpoint);
        await peer.SendAsync(ping);
        Assert.Equal(pong, await peer.ReadHexAsync(Hex.Bytes(pong).Length));
    }

    [Theory]
    [InlineData(0, "00 00")]
    [InlineData(3, "00 1e")]
    [InlineData(70, "02 8f")]
    public async Task A_silent_peer_is_asked_without_a_context_and_with_a_time_that_does_not_wrap(int seconds, string ttl)
    {
        // ZMTP-B2, ZMTP-B3
        ManualTime time = new();
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with
        {
            TimeProvider = time,
            Heartbeat = new ZmqHeartbeat { TimeToLive = TimeSpan.FromSeconds(seconds) },
        });
        using ZmtpPeer peer = await ZmtpPeer.ReadyAsync(endpoint);
        await publisher.WaitForPeersAsync(1, Token).WithinAsync();
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("04 07 04 50 49 4e 47 " + ttl, await peer.ReadHexAsync(9));
    }

    [Fact]
    public async Task A_peer_that_answered_once_and_then_no_more_is_taken_for_dead()
    {
        // ZMTP-B4
        ManualTime time = new();
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { TimeProvider = time });
        using ZmtpPeer peer = await ZmtpPeer.ReadyAsync(endpoint);
        await publisher.WaitForPeersAsync(1, Token).WithinAsync();
        time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(1, publisher.GetStats().Peers);

        await peer.SendAsync("04 05 04 504f4e47" + SubscribeA);
        await publisher.WaitForSubscribersAsync(1, Bytes("A"), Token).WithinAsync();
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, publisher.GetStats().Peers);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(CloseReason.PeerSilent, (await _rig.HeardAsync(ZmqEventKind.Disconnected)).Reason);
        Assert.Equal(1, publisher.GetStats().SilentPeers);
    }

    [Fact]
    public async Task The_time_to_live_a_peer_asks_for_is_kept_in_more_than_16_bits()
    {
        // ZMTP-B3: 70 s, which peers that multiply in 16 bits take for 4.4 s.
        ManualTime time = new();
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with
        {
            TimeProvider = time,
            Heartbeat = new ZmqHeartbeat { Interval = TimeSpan.Zero },
        });
        using ZmtpPeer peer = await ZmtpPeer.ReadyAsync(endpoint);
        await peer.SendAsync("04 07 04 50494e47 02bc");
        await peer.ReadAsync(7);
        time.Advance(TimeSpan.FromSeconds(69));
        Assert.Equal(1, publisher.GetStats().Peers);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(CloseReason.PeerSilent, (await _rig.HeardAsync(ZmqEventKind.Disconnected)).Reason);
    }

    [Fact]
    public async Task Under_CURVE_too_a_peer_is_asked_without_a_context()
    {
        // ZMTP-B2: a NetMQ peer that is sent one there ends with its whole process.
        ManualTime time = new();
        using ZmqCurveKeyPair keys = CurveVectors.Keys(0x22);
        ZmqPublisher publisher = _rig.Publisher(
            out string endpoint, _rig.Options with { TimeProvider = time, Security = ZmqSecurity.CurveServer(keys) });
        using ZmtpPeer peer = await ZmtpPeer.ConnectAsync(endpoint);
        using EngineRig client = CurveVectors.ClientRig();
        await ConverseAsync(peer, client, events: 1);
        await publisher.WaitForPeersAsync(1, Token).WithinAsync();

        time.Advance(TimeSpan.FromSeconds(11));

        await ConverseAsync(peer, client, events: 2);
        Assert.Equal(["ready Pub minor 1 id ''", "ping 0 s ''"], client.Events);
    }

    /// <summary>Passes bytes between the peer and an engine until that has seen so many events.</summary>
    private static async Task ConverseAsync(ZmtpPeer peer, EngineRig engine, int events)
    {
        while (engine.Events.Count < events)
        {
            await peer.SendAsync(engine.TakeWritten());
            engine.Receive(await peer.ReadSomeAsync());
        }
    }
}
