using System.Buffers;
using Sockets.Transport.ZeroMq.Internal.Peers;
using Sockets.Transport.ZeroMq.Internal.Sending;
using Sockets.Transport.ZeroMq.Internal.Wire;

namespace Sockets.Transport.ZeroMq.Internal.Patterns;

/// <summary>
/// SUB and XSUB: what this side wants, told to every publisher when it changes, and all of it to one that has just come. What
/// arrives is looked at again, for a publisher may have sent it before it heard of a cancellation.
/// </summary>
internal sealed class Subscribing : IPattern
{
    private readonly SocketCore _core;
    private readonly bool _filters;

    // Guarded by the gate, which is held while publishers are told, so that all hear of changes in their order. The tree is
    // replaced, and read without it.
    private readonly Lock _gate = new();
    private readonly TopicCounts _topics = new();
    private readonly List<Peer> _publishers = [];
    private volatile TopicTree<Subscribing> _tree = TopicTree<Subscribing>.Empty;

    /// <summary>Makes the subscribing side of a socket.</summary>
    /// <param name="core">The socket.</param>
    /// <param name="filters">Whether what was not subscribed to is kept from the application (SUB).</param>
    public Subscribing(SocketCore core, bool filters)
    {
        _core = core;
        _filters = filters;
    }

    /// <summary>Wants messages that begin like this; as often as this is called, as often it has to be called off.</summary>
    public void Subscribe(ReadOnlySpan<byte> topic)
    {
        ObjectDisposedException.ThrowIf(_core.IsDisposed, this);
        lock (_gate)
        {
            if (_topics.Add(topic))
            {
                _tree = _tree.With(topic, this);
                TellAll(Wish.Subscribe, topic);
            }
        }
    }

    /// <summary>Does not want them any more.</summary>
    public void Unsubscribe(ReadOnlySpan<byte> topic)
    {
        ObjectDisposedException.ThrowIf(_core.IsDisposed, this);
        lock (_gate)
        {
            if (_topics.Remove(topic))
            {
                _tree = _tree.Without(topic, this);
                TellAll(Wish.Cancel, topic);
            }
        }
    }

    /// <summary>Sends a message to all publishers, which XPUB sockets hand to their application.</summary>
    /// <returns>For how many of them it waits or is on its way.</returns>
    public int SendUp(scoped in OutgoingMessage message)
    {
        ObjectDisposedException.ThrowIf(_core.IsDisposed, this);
        if (message.WireLength > _core.Options.Limits.MaxMessageLength)
        {
            throw _core.TooLong(message.WireLength);
        }

        int queued = 0;
        lock (_gate)
        {
            foreach (Peer publisher in _publishers)
            {
                queued += publisher.Queue.Offer(message, shared: null, SendBy.Caller) == QueueResult.Queued ? 1 : 0;
            }
        }

        return queued;
    }

    int IPattern.TopicsOf(Peer peer) => 0;

    void IPattern.OnReady(Peer peer)
    {
        lock (_gate)
        {
            TellEverything(peer);
            _publishers.Add(peer);
        }
    }

    void IPattern.OnMessage(Peer peer, ReadOnlySpan<byte> message)
    {
        if (!_filters || _tree.Along(OutgoingMessage.FirstFrameOf(message)).MoveNext())
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
        // Publishers have no subscriptions to tell.
    }

    void IPattern.OnRoom(Peer peer)
    {
        // Nobody waits for it.
    }

    void IPattern.OnGone(Peer peer)
    {
        lock (_gate)
        {
            _publishers.Remove(peer);
        }
    }

    void IPattern.OnClosed()
    {
        // Who waits for messages is woken by the queue.
    }

    private void TellAll(Wish wish, ReadOnlySpan<byte> topic)
    {
        using IMemoryOwner<byte> frame = MemoryPool<byte>.Shared.Rent(SubscriptionFrame.LongestFor(topic.Length));
        foreach (Peer publisher in _publishers)
        {
            int length = SubscriptionFrame.Write(frame.Memory.Span, wish, topic, publisher.Terms!.Minor);
            publisher.Queue.Tell(frame.Memory.Span[..length]);
        }
    }

    /// <summary>Everything in one go, so that it never counts against a bound.</summary>
    private void TellEverything(Peer publisher)
    {
        ArrayBufferWriter<byte> frames = new();
        foreach (byte[] topic in _topics.Topics)
        {
            Span<byte> free = frames.GetSpan(SubscriptionFrame.LongestFor(topic.Length));
            frames.Advance(SubscriptionFrame.Write(free, Wish.Subscribe, topic, publisher.Terms!.Minor));
        }

        if (frames.WrittenCount > 0)
        {
            publisher.Queue.Tell(frames.WrittenSpan);
        }
    }
}
