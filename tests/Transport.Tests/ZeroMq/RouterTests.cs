using Sockets.Transport.Tests.Support;
using Sockets.Transport.Tests.ZeroMq.Wire;
using Sockets.Transport.ZeroMq;
using static Sockets.Transport.Tests.ZeroMq.ZmqRig;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>Whom a ROUTER knows by which name.</summary>
public sealed class RouterTests : IAsyncDisposable
{
    private readonly ZmqRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task ROUTER_names_its_peers_and_sends_to_the_one_that_is_named()
    {
        ZmqRouter router = _rig.Add(new ZmqRouter(_rig.Options));
        string endpoint = router.Bind("tcp://127.0.0.1:*");
        ZmqDealer named = _rig.Add(new ZmqDealer(_rig.Options with { RoutingId = Bytes("named") }));
        ZmqDealer nameless = _rig.Add(new ZmqDealer(_rig.Options));
        named.Connect(endpoint);
        nameless.Connect(endpoint);
        await named.SendAsync(Bytes("from named"), Token).WithinAsync();
        Assert.Equal("named|from named", Text(await router.ReceiveAsync(Token).WithinAsync()));
        await nameless.SendAsync(Bytes("from nameless"), Token).WithinAsync();
        using ZmqMessage message = await router.ReceiveAsync(Token).WithinAsync();
        Assert.Equal(5, message[0].Length);
        Assert.Equal(0, message[0][0]);

        Assert.Equal(SendStatus.Sent, router.TrySend(message[0], "to nameless"u8));
        Assert.Equal(SendStatus.Sent, await router.SendAsync(Bytes("named"), Bytes("to named"), Token).WithinAsync());
        Assert.Equal(SendStatus.NotConnected, router.TrySend("nobody"u8, "lost"u8));
        Assert.Equal("to nameless", Text(await nameless.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal("to named", Text(await named.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task ROUTER_refuses_a_second_peer_of_the_same_name()
    {
        ZmqRouter router = _rig.Add(new ZmqRouter(_rig.Options));
        string endpoint = router.Bind("tcp://127.0.0.1:*");
        ZmqOptions named = _rig.Options with { RoutingId = Bytes("same"), ReconnectInterval = TimeSpan.FromHours(1), ReconnectIntervalMax = TimeSpan.FromHours(1) };
        ZmqDealer first = _rig.Add(new ZmqDealer(named));
        first.Connect(endpoint);
        await router.WaitForPeersAsync(1, Token).WithinAsync();
        _rig.Add(new ZmqDealer(named)).Connect(endpoint);
        Assert.Contains("routing id \"same\" already", (await _rig.HeardAsync(ZmqEventKind.HandshakeFailed)).Text, StringComparison.Ordinal);
        Assert.Equal(SendStatus.Sent, router.TrySend("same"u8, "hello"u8));
        Assert.Equal("hello", Text(await first.ReceiveAsync(Token).WithinAsync()));
    }

    [Fact]
    public async Task ROUTER_refuses_a_name_that_only_it_may_make()
    {
        ZmqRouter router = _rig.Add(new ZmqRouter(_rig.Options));
        using ZmtpPeer peer = await ZmtpPeer.ConnectAsync(router.Bind("tcp://127.0.0.1:*"));
        await peer.SendAsync(EngineRig.Greeting31
            + "04 2b 05 5245414459 0b 536f636b65742d54797065 00000006 4445414c4552 08 4964656e74697479 00000002 0041");
        // ZMTP-H7
        ZmqEvent refused = await _rig.HeardAsync(ZmqEventKind.HandshakeFailed);
        Assert.Equal(CloseReason.ProtocolViolation, refused.Reason);
        Assert.Contains("begins with 0", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ROUTER_hands_a_name_over_to_the_newcomer_when_it_is_asked_to()
    {
        ZmqRouter router = _rig.Add(new ZmqRouter(_rig.Options, ZmqRoutingIdHandover.ToNewcomer));
        string endpoint = router.Bind("tcp://127.0.0.1:*");
        ZmqOptions named = _rig.Options with { RoutingId = Bytes("same"), ReconnectInterval = TimeSpan.FromHours(1), ReconnectIntervalMax = TimeSpan.FromHours(1) };
        ZmqDealer first = _rig.Add(new ZmqDealer(named));
        first.Connect(endpoint);
        await first.SendAsync(Bytes("from the first"), Token).WithinAsync();
        await Eventually.TrueAsync(() => router.GetStats().Traffic.Unread == 1);
        ZmqDealer second = _rig.Add(new ZmqDealer(named));
        second.Connect(endpoint);

        await Eventually.TrueAsync(() => _rig.Events.Any(one => one.Reason == CloseReason.LocalAbort));
        await Eventually.TrueAsync(() => router.GetStats().Peers == 1);
        Assert.Equal(SendStatus.Sent, router.TrySend("same"u8, "to the second"u8));
        Assert.Equal("to the second", Text(await second.ReceiveAsync(Token).WithinAsync()));
        Assert.Equal("same|from the first", Text(await router.ReceiveAsync(Token).WithinAsync()));
        await second.SendAsync(Bytes("from the second"), Token).WithinAsync();
        Assert.Equal("same|from the second", Text(await router.ReceiveAsync(Token).WithinAsync()));
        await second.DisposeAsync().WithinAsync();
        await Eventually.TrueAsync(() => router.TrySend("same"u8, "to nobody"u8) == SendStatus.NotConnected);
    }
}
