using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal;

/// <content>What was counted. A peer that is gone is asked until nothing of it is left to be read.</content>
internal sealed partial class SocketCore
{
    private readonly List<Peer> _departed = [];
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
            SettleDeparted();
            traffic = _ended;
            foreach (Peer peer in _departed.Concat(_peers))
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

    /// <summary>Adds up those of whom nothing is left to be read. Gate held.</summary>
    private void SettleDeparted()
    {
        for (int i = _departed.Count - 1; i >= 0; i--)
        {
            ZmqTraffic last = _departed[i].GetTraffic();
            if (last.Unread == 0)
            {
                _ended = _ended.Plus(last);
                _departed.RemoveAt(i);
            }
        }
    }
}
