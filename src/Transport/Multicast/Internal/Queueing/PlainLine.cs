using Sockets.Transport.Flow;

namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>
/// A line of messages, each for itself: <see cref="OverflowPolicy.DropNewest"/>, <see cref="OverflowPolicy.DropOldest"/>,
/// <see cref="OverflowPolicy.Conflate"/> and <see cref="OverflowPolicy.Deadline"/>, which drops at both ends what is too
/// old and else the oldest.
/// </summary>
internal sealed class PlainLine : IDeliveryLine
{
    private readonly OverflowQueue<QueuedMessage> _queue;
    private readonly DropTally _tally;
    private readonly bool _expires;

    /// <summary>Makes an empty line.</summary>
    public PlainLine(OverflowPolicy policy, int maxMessages, long maxBytes, DropTally tally)
    {
        _expires = policy == OverflowPolicy.Deadline;
        _tally = tally;
        _queue = new OverflowQueue<QueuedMessage>(
            _expires ? OverflowPolicy.DropOldest : policy, maxMessages, maxBytes, new Forward(this));
    }

    public long Packets { get; private set; }

    public int Count => _queue.Count;

    public long Bytes => _queue.Bytes;

    public bool HasReady => _queue.Count > 0;

    public void Offer(in QueuedMessage message, long now)
    {
        if (_expires)
        {
            DropExpired(now);
            if (message.Expires <= now)
            {
                _tally.Drop(message, DropReason.Deadline);
                return;
            }
        }

        Packets += message.Packets;
        OfferResult result = _queue.Offer(message, message.Length, message.Key);
        if (result is OfferResult.DroppedNewest or OfferResult.TooLarge)
        {
            Packets -= message.Packets;
            _tally.Drop(message, result == OfferResult.TooLarge ? DropReason.TooLarge : DropReason.Newest);
        }
    }

    public bool TryTake(long now, out QueuedMessage message)
    {
        if (_expires)
        {
            DropExpired(now);
        }

        if (!_queue.TryDequeue(out message, out _))
        {
            return false;
        }

        Packets -= message.Packets;
        return true;
    }

    public void EndFrame(MulticastSource source)
    {
    }

    public void End()
    {
    }

    public void Clear() => _queue.Clear(DropCause.Closed);

    private void DropExpired(long now)
    {
        while (_queue.TryPeek(out QueuedMessage oldest, out _) && oldest.Expires <= now)
        {
            _queue.TryDequeue(out _, out _);
            Packets -= oldest.Packets;
            _tally.Drop(oldest, DropReason.Deadline);
        }
    }

    /// <summary>Keeps the count of waiting packets right when the queue itself drops.</summary>
    private sealed class Forward(PlainLine line) : IDroppedSink<QueuedMessage>
    {
        public void OnDropped(QueuedMessage item, DropCause cause)
        {
            line.Packets -= item.Packets;
            ((IDroppedSink<QueuedMessage>)line._tally).OnDropped(item, cause);
        }
    }
}
