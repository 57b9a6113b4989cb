using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Output;
using Sockets.Transport;
using Sockets.Transport.Tcp;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Tests.Endpoints.ZeroMq;

public sealed class ZmqPeersTests : IDisposable
{
    private readonly List<string> _notices = [];
    private readonly ZmqPeers _peers;

    public ZmqPeersTests() => _peers = new ZmqPeers(Settings(listen: true, keepOpen: false));

    public void Dispose() => _peers.Dispose();

    [Fact]
    public void The_table_has_who_is_there_and_who_has_gone_with_what_each_was_sent()
    {
        Come(1);
        Come(2);
        Come(3);
        Go(2, CloseReason.PeerClose, new ZmqTraffic { Offered = 7, Sent = 5, DroppedAtClose = 2 });

        Assert.Equal(
            [
                "receiver                       state       queued          sent        lost",
                "tcp://h:1                      ready            4           100           0",
                "tcp://h:2                      left             0             5           2",
                "tcp://h:3                      slow            10            20          70",
            ],
            ReceiverText.Table(
                _peers.Sample([Stats(1, new ZmqTraffic { Offered = 104, Sent = 100, Pending = 4 }), Stats(3, new ZmqTraffic { Offered = 100, Sent = 20, Pending = 10, DroppedNewest = 70 })]),
                width: 80));
        Assert.Equal(["tcp://h:1 has joined", "tcp://h:2 has joined", "tcp://h:3 has joined", "tcp://h:2 has left: 5 sent, 2 lost"], _notices);
    }

    [Fact]
    public void Who_loses_messages_is_slow_until_nothing_waits_for_it()
    {
        Come(1);

        Assert.Equal(ReceiverState.Ready, Look(pending: 10, lost: 0));
        Assert.Equal(ReceiverState.Slow, Look(pending: 10, lost: 1));
        Assert.Equal(ReceiverState.Slow, Look(pending: 10, lost: 1));
        Assert.Equal(ReceiverState.Ready, Look(pending: 0, lost: 1));
        Assert.Equal(ReceiverState.Slow, Look(pending: 0, lost: 2));
    }

    [Fact]
    public void When_the_last_has_gone_that_is_the_end()
    {
        Come(1);
        Come(2);
        Go(1, CloseReason.PeerClose);
        Assert.False(_peers.Deserted.IsCancellationRequested);

        Go(2, CloseReason.PeerClose);
        Assert.True(SpinWait.SpinUntil(() => _peers.Deserted.IsCancellationRequested, TimeSpan.FromSeconds(10)));
        _peers.ThrowIfBroken();
    }

    [Fact]
    public void One_that_broke_is_remembered()
    {
        Come(1);
        Go(1, CloseReason.PeerReset);

        Assert.Equal(CloseReason.PeerReset, Assert.Throws<ConnectionClosedException>(_peers.ThrowIfBroken).Reason);
        Assert.Contains("tcp://h:1 is lost (PeerReset): 0 sent, 0 lost", _notices);
    }

    [Fact]
    public async Task Only_what_would_end_the_same_way_again_ends_connecting()
    {
        using ZmqPeers peers = new(Settings(listen: false, keepOpen: false));
        peers.OnEvent(new ZmqEvent(ZmqEventKind.ConnectFailed, "e", "", 0, CloseReason.ConnectFailed, "nobody listens"));
        peers.OnEvent(new ZmqEvent(ZmqEventKind.HandshakeFailed, "e", "h", 1, CloseReason.PeerClose, "closed"));
        Assert.Equal((false, "closed"), (peers.Refused.IsCompleted, peers.LastFailure));

        peers.OnEvent(new ZmqEvent(ZmqEventKind.HandshakeFailed, "e", "h", 2, CloseReason.Unauthorized, "wrong password"));
        Assert.Equal("wrong password", (await peers.Refused).Message);
    }

    private void Come(long id) => _peers.OnEvent(new ZmqEvent(ZmqEventKind.Connected, "e", $"h:{id}", id, CloseReason.None, ""));

    private void Go(long id, CloseReason reason, ZmqTraffic traffic = default) =>
        _peers.OnEvent(new ZmqEvent(ZmqEventKind.Disconnected, "e", $"h:{id}", id, reason, "why") { Traffic = traffic });

    private ReceiverState Look(long pending, long lost) =>
        _peers.Sample([Stats(1, new ZmqTraffic { Pending = pending, DroppedOldest = lost })])[0].State;

    private static ZmqPeerStats Stats(long id, ZmqTraffic traffic) => new(id, "e", $"h:{id}", ZmqSocketType.Sub, Topics: 1, traffic);

    private ChannelSettings Settings(bool listen, bool keepOpen) => new()
    {
        Endpoint = EndpointUriParser.Parse("zmq:pub@tcp://h:1"),
        Listen = listen,
        KeepOpen = keepOpen,
        Driver = Driver.Async,
        Receivers = 3,
        OnNotice = _notices.Add,
    };
}
