using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Receiving;

namespace Sockets.Transport.ZeroMq.Internal;

/// <content>What was counted. Of peers that have gone, what they left is all that still changes.</content>
internal sealed partial class SocketCore
{
    private ZmqTraffic _ended;
    private long _unmatched;
    private long _tooLong;
    private long _connects;
    private long _handshakeFailures;
    private long _silent;

    /// <summary>A message was published that nobody had subscribed to.</summary>
    public void CountUnmatched() => Interlocked.Increment(ref _unmatched);

    /// <summary>Whether a message is short enough to be sent; counts it when it is not.</summary>
    public bool MaySend(int wireLength)
    {
        bool may = wireLength <= Options.Limits.MaxMessageLength;
        Interlocked.Add(ref _tooLong, may ? 0 : 1);
        return may;
    }

    public ZmqSocketStats GetStats()
    {
        ZmqTraffic traffic;
        lock (_gate)
        {
            LeftBehind left = Received.Left;
            traffic = _ended with
            {
                Delivered = _ended.Received - _ended.Filtered - left.Messages - left.Discarded,
                Unread = left.Messages,
                Discarded = left.Discarded,
            };
            foreach (Peer peer in _peers)
            {
                traffic = traffic.Plus(peer.GetTraffic());
            }
        }

        return new ZmqSocketStats
        {
            Peers = Ready,
            Traffic = traffic,
            Unmatched = Interlocked.Read(ref _unmatched),
            TooLong = Interlocked.Read(ref _tooLong),
            Connects = Interlocked.Read(ref _connects),
            HandshakeFailures = Interlocked.Read(ref _handshakeFailures),
            SilentPeers = Interlocked.Read(ref _silent),
        };
    }

    public ZmqPeerStats[] GetPeers() => [.. _peers.Where(static peer => peer.Terms is not null).Select(static peer => peer.GetStats())];
}
