using System.Globalization;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>What a listener of the events <c>Sockets-Transport</c> is told about the peers of a socket.</summary>
public sealed class EventsTests : IAsyncDisposable
{
    private const string SubscribeAll = "04 0a 09 535542534352494245";

    private readonly ZmqRig _rig = new();
    private readonly TransportEventListener _listener = new();

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_peer_is_seen_from_its_handshake_to_its_end()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        ZmqSubscriber subscriber = await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        string peer = publisher.GetPeers()[0].Address;
        await _listener.SeeAsync("Opened", "zeromq", peer);

        await subscriber.DisposeAsync();

        await _listener.SeeAsync("Closed", "zeromq", peer, "PeerClose");
    }

    [Fact]
    public async Task A_peer_that_breaks_the_protocol_is_told_with_the_reason()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint);
        using ZmtpPeer peer = await SubscribedAsync(publisher, endpoint);
        string address = publisher.GetPeers()[0].Address;

        await peer.SendAsync("04 00");

        string[] failed = await _listener.SeeAsync("Failed", "zeromq", address, "ProtocolViolation");
        Assert.Contains("without a whole name", failed[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_handshake_is_told_with_the_reason()
    {
        _rig.Publisher(out string endpoint);
        using ZmtpPeer peer = await ZmtpPeer.ConnectAsync(endpoint);
        await peer.SendAsync("47");
        await _rig.HeardAsync(ZmqEventKind.HandshakeFailed);
        ZmqEvent failed = Assert.Single(_rig.Events);

        await _listener.SeeAsync("Failed", "zeromq", failed.Peer, failed.Text);
    }

    [Fact]
    public async Task Who_is_one_too_many_is_told()
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { Limits = new ZmqLimits { MaxConnections = 1 } });
        await _rig.SubscriberAsync(publisher, endpoint, options: null, "");
        _rig.Add(new ZmqSubscriber(_rig.Options)).Connect(endpoint);
        ZmqEvent refused = await _rig.HeardAsync(ZmqEventKind.Refused);

        await _listener.SeeAsync("Refused", refused.Peer, "LimitReached");
    }

    [Theory]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.Conflate)]
    [InlineData(OverflowPolicy.Wait)]
    [InlineData(OverflowPolicy.Disconnect)]
    public async Task Dropped_messages_are_told_with_how_many(OverflowPolicy overflow)
    {
        ZmqPublisher publisher = _rig.Publisher(out string endpoint, _rig.Options with { Overflow = overflow, SendHighWaterMark = 2 });
        using ZmtpPeer peer = await SubscribedAsync(publisher, endpoint);
        string address = publisher.GetPeers()[0].Address;
        while (Dropped(publisher) < (overflow == OverflowPolicy.Disconnect ? 1 : 4))
        {
            publisher.Publish(new byte[4000]);
        }

        // Some are told at ticks, the rest when the peer is gone.
        peer.Dispose();
        await _rig.HeardAsync(ZmqEventKind.Disconnected);
        long told = 0;
        while (told < Dropped(publisher))
        {
            told += long.Parse((await _listener.SeeAsync("Dropped", address))[^1], CultureInfo.InvariantCulture);
        }

        Assert.Equal(Dropped(publisher), told);
    }

    private static long Dropped(ZmqPublisher publisher)
    {
        ZmqTraffic traffic = publisher.GetStats().Traffic;
        return traffic.DroppedNewest + traffic.DroppedOldest + traffic.Conflated;
    }

    private static async Task<ZmtpPeer> SubscribedAsync(ZmqPublisher publisher, string endpoint)
    {
        ZmtpPeer peer = await ZmtpPeer.ReadyAsync(endpoint);
        await peer.SendAsync(SubscribeAll);
        await publisher.WaitForSubscribersAsync(1, default, ZmqRig.Token).WithinAsync();
        return peer;
    }
}
