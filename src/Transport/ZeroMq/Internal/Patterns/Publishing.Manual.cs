using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <content>What the application of an XPUB socket decides for a single peer.</content>
internal sealed partial class Publishing
{
    /// <summary>From now on the peer gets messages that begin like this.</summary>
    /// <returns>Whether the peer is there.</returns>
    public bool Subscribe(long peerId, ReadOnlySpan<byte> topic) => Grant(peerId, topic, Wish.Subscribe);

    /// <summary>The peer does not get them any more.</summary>
    /// <returns>Whether the peer is there.</returns>
    public bool Unsubscribe(long peerId, ReadOnlySpan<byte> topic) => Grant(peerId, topic, Wish.Cancel);

    /// <summary>Sends to one peer, whatever it subscribed to. Never blocks.</summary>
    public PublishResult PublishTo(long peerId, scoped in OutgoingMessage message)
    {
        ObjectDisposedException.ThrowIf(_core.IsDisposed, this);
        if (message.WireLength > _core.Options.Limits.MaxMessageLength)
        {
            throw _core.TooLong(message.WireLength);
        }

        Subscriber? subscriber;
        lock (_gate)
        {
            _subscribers.TryGetValue(peerId, out subscriber);
        }

        return subscriber?.Peer.Queue.Offer(message, shared: null, SendBy.Caller) switch
        {
            QueueResult.Queued => new PublishResult(Matched: 1, Queued: 1, Dropped: 0),
            QueueResult.Dropped => new PublishResult(Matched: 1, Queued: 0, Dropped: 1),
            _ => default,
        };
    }

    private bool Grant(long peerId, ReadOnlySpan<byte> topic, Wish wish)
    {
        ObjectDisposedException.ThrowIf(_core.IsDisposed, this);
        if (_notices != ZmqSubscriptionNotices.Manual)
        {
            throw new InvalidOperationException(
                "Peers of this socket get what they subscribe to; make it with ZmqSubscriptionNotices.Manual to decide yourself.");
        }

        lock (_gate)
        {
            if (!_subscribers.TryGetValue(peerId, out Subscriber? subscriber))
            {
                return false;
            }

            if (wish == Wish.Subscribe && !subscriber.Granted.Contains(topic))
            {
                subscriber.Granted.Add(topic);
                _tree = _tree.With(topic, subscriber.Peer);
            }
            else if (wish == Wish.Cancel && subscriber.Granted.Remove(topic))
            {
                _tree = _tree.Without(topic, subscriber.Peer);
            }
        }

        _change.Beat();
        return true;
    }
}
