using Sockets.Transport.Buffers;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Receiving;
using Sockets.Transport.ZeroMq.Internal.Sending;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// PUB and XPUB: who wants what, and sending it to them. A peer holds a topic once, however often it subscribes to it, as
/// libzmq and NetMQ do; a publisher that counted would keep topics that libzmq's subscribers have given up.
/// </summary>
internal sealed partial class Publishing : IPattern
{
    /// <summary>A message for more peers than these leaves from the thread pool: its publisher is not held for all of them.</summary>
    private const int MostSentByCaller = 4;

    /// <summary>Of a peer that goes so many topics are given up at a time, so that others wait no longer than for these.</summary>
    private const int TopicsAtOnce = 256;

    private readonly SocketCore _core;
    private readonly ZmqSubscriptionNotices? _notices;
    private readonly Pulse _change = new();
    private readonly Pulse _room = new();

    // Guarded by the gate; the tree is replaced, and read without it.
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Subscriber> _subscribers = [];
    private readonly PeerSlots _slots = new();
    private volatile TopicTree<Peer> _tree = TopicTree<Peer>.Empty;

    /// <summary>Makes the publishing side of a socket.</summary>
    /// <param name="core">The socket.</param>
    /// <param name="notices">Which subscriptions the application is told of (XPUB); null for none (PUB).</param>
    public Publishing(SocketCore core, ZmqSubscriptionNotices? notices)
    {
        _core = core;
        _notices = notices;
    }

    /// <summary>What every peer is sent first, encoded; null for nothing.</summary>
    public byte[]? Welcome { get; set; }

    /// <summary>Sends to whoever wants it. Never blocks.</summary>
    public PublishResult Publish(scoped in OutgoingMessage message)
    {
        ReadOnlySpan<Peer> peers = Match(message, out PeerMatch match);
        if (peers.IsEmpty)
        {
            return default;
        }

        PooledBuffer? shared = message.IsLong ? message.Encode(_core.Options.Pool) : null;
        SendBy sender = SenderFor(peers.Length);
        int queued = 0;
        int dropped = 0;
        foreach (Peer peer in peers)
        {
            QueueResult result = peer.Queue.Offer(message, shared, sender);
            queued += result == QueueResult.Queued ? 1 : 0;
            dropped += result == QueueResult.Dropped ? 1 : 0;
        }

        shared?.Release();
        match.Forget();
        return new PublishResult(queued + dropped, queued, dropped);
    }

    /// <summary>Whether anybody wants a message that begins like this.</summary>
    public bool HasSubscribers(ReadOnlySpan<byte> topic) => _tree.Along(topic).MoveNext();

    /// <summary>Waits until so many peers want messages that begin like this.</summary>
    public async ValueTask WaitForSubscribersAsync(int count, ReadOnlyMemory<byte> topic, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change = _change.Next;
            ObjectDisposedException.ThrowIf(_core.IsDisposed, this);
            if (CountSubscribers(topic.Span) >= count)
            {
                return;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public int TopicsOf(Peer peer)
    {
        lock (_gate)
        {
            return _subscribers.TryGetValue(peer.Id, out Subscriber? subscriber) ? subscriber.Asked.Count : 0;
        }
    }

    void IPattern.OnReady(Peer peer)
    {
        lock (_gate)
        {
            peer.Slot = _slots.Take();
            _subscribers.Add(peer.Id, new Subscriber(peer, _notices == ZmqSubscriptionNotices.Manual));
        }

        if (Welcome is not null)
        {
            peer.Queue.Offer(OutgoingMessage.Encoded(Welcome), shared: null, SendBy.Caller);
        }
    }

    void IPattern.OnMessage(Peer peer, ReadOnlySpan<byte> message)
    {
        var header = FrameHeader.Read(message);
        ReadOnlySpan<byte> first = message.Slice(header.Size, header.BodyLength);
        if (!header.HasMore && first is [(byte)Wish.Cancel or (byte)Wish.Subscribe, ..])
        {
            // The form of ZMTP 3.0, which NetMQ uses with everybody.
            ((IPattern)this).OnSubscription(peer, (Wish)first[0], first[1..]);
        }
        else if (_notices is not null)
        {
            peer.Inbox.Add(message);
        }
        else
        {
            peer.CountFiltered();
        }
    }

    void IPattern.OnSubscription(Peer peer, Wish wish, ReadOnlySpan<byte> topic)
    {
        lock (_gate)
        {
            Subscriber subscriber = _subscribers[peer.Id];
            bool isChange = wish == Wish.Subscribe ? Add(subscriber, topic) : Remove(subscriber, topic);
            Announce(peer, wish, topic, isChange);
        }

        _change.Beat();
    }

    void IPattern.OnRoom(Peer peer) => _room.Beat();

    void IPattern.OnGone(Peer peer)
    {
        Subscriber subscriber;
        lock (_gate)
        {
            // From here on nobody adds to its topics.
            _subscribers.Remove(peer.Id, out subscriber!);
        }

        GiveUp(subscriber);
        lock (_gate)
        {
            _slots.Return(peer.Slot);
        }

        _change.Beat();
        _room.Beat();
    }

    void IPattern.OnClosed()
    {
        _change.Beat();
        _room.Beat();
    }

    /// <summary>
    /// Tells the application, as XPUB does, if it is to be told: an octet 1 or 0, and the topic. With the gate held, and put up
    /// at once, so that it reads of all peers in the order in which what they said took effect.
    /// </summary>
    private void Announce(Peer peer, Wish wish, ReadOnlySpan<byte> topic, bool isChange)
    {
        if (!IsTold(wish, topic, isChange))
        {
            return;
        }

        Span<byte> front = stackalloc byte[FrameHeader.LongSize + 1];
        int size = FrameHeader.Write(front, FrameFlags.None, 1 + topic.Length);
        front[size] = (byte)wish;
        peer.Inbox.Add(topic, front[..(size + 1)]);
        peer.Inbox.Publish();
    }

    private void GiveUp(Subscriber subscriber)
    {
        foreach (byte[][] some in subscriber.Granted.Topics.Chunk(TopicsAtOnce))
        {
            lock (_gate)
            {
                foreach (byte[] topic in some)
                {
                    _tree = _tree.Without(topic, subscriber.Peer);
                    if (!subscriber.IsManual)
                    {
                        Announce(subscriber.Peer, Wish.Cancel, topic, isChange: true);
                    }
                }
            }
        }

        foreach (byte[] topic in subscriber.IsManual ? subscriber.Asked.Topics : [])
        {
            lock (_gate)
            {
                Announce(subscriber.Peer, Wish.Cancel, topic, isChange: true);
            }
        }
    }

    /// <summary>Whether the application is told of what a peer has just said. Gate held.</summary>
    private bool IsTold(Wish wish, ReadOnlySpan<byte> topic, bool isChange) => _notices switch
    {
        null => false,
        ZmqSubscriptionNotices.Every or ZmqSubscriptionNotices.Manual => true,
        ZmqSubscriptionNotices.EverySubscription when wish == Wish.Subscribe => true,
        _ => isChange && _tree.CountOf(topic) == (wish == Wish.Subscribe ? 1 : 0),
    };

    /// <summary>Whether the peer did not want this before.</summary>
    private bool Add(Subscriber subscriber, ReadOnlySpan<byte> topic)
    {
        if (subscriber.Asked.Contains(topic))
        {
            return false;
        }

        ZmqLimits limits = _core.Options.Limits;
        if (topic.Length > limits.MaxTopicLength || subscriber.Asked.Count == limits.MaxTopicsPerPeer
            || subscriber.Asked.TotalBytes + topic.Length > limits.MaxTopicBytesPerPeer)
        {
            throw new ProtocolViolationException(
                $"The peer subscribes to topic number {subscriber.Asked.Count + 1}, of {topic.Length} bytes, {subscriber.Asked.TotalBytes + topic.Length} in all; " +
                $"the limits are {limits.MaxTopicsPerPeer} topics of {limits.MaxTopicLength} bytes, {limits.MaxTopicBytesPerPeer} in all.",
                CloseReason.LimitReached);
        }

        subscriber.Asked.Add(topic);
        _tree = subscriber.IsManual ? _tree : _tree.With(topic, subscriber.Peer);
        return true;
    }

    /// <summary>Whether the peer wanted this.</summary>
    private bool Remove(Subscriber subscriber, ReadOnlySpan<byte> topic)
    {
        if (!subscriber.Asked.Remove(topic))
        {
            return false;
        }

        _tree = subscriber.IsManual ? _tree : _tree.Without(topic, subscriber.Peer);
        return true;
    }

    private int CountSubscribers(ReadOnlySpan<byte> topic)
    {
        PeerMatch match = PeerMatch.Mine;
        match.Find(_tree, topic);
        int count = match.Peers.Length;
        match.Forget();
        return count;
    }

    private static SendBy SenderFor(int peers) => peers > MostSentByCaller ? SendBy.Pool : SendBy.Caller;

    /// <summary>Finds who wants a message that may be sent.</summary>
    private ReadOnlySpan<Peer> Match(scoped in OutgoingMessage message, out PeerMatch match)
    {
        ObjectDisposedException.ThrowIf(_core.IsDisposed, this);
        if (message.WireLength > _core.Options.Limits.MaxMessageLength)
        {
            throw _core.TooLong(message.WireLength);
        }

        match = PeerMatch.Mine;
        match.Find(_tree, message.Topic);
        if (match.Peers.IsEmpty)
        {
            _core.CountUnmatched();
        }

        return match.Peers;
    }
}
