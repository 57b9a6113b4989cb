using System.Diagnostics.CodeAnalysis;

namespace Sockets.Transport.Flow;

/// <summary>
/// A line of messages for one receiver, bounded in messages and in bytes, with a policy for the one that does not fit.
/// It never blocks. Not thread-safe; its owner holds a lock.
/// </summary>
/// <typeparam name="T">A message. The queue owns it from acceptance until it hands it on or drops it.</typeparam>
/// <remarks>
/// There is no hysteresis: as soon as there is room again, the next message is accepted. An item that was taken out can
/// no longer be dropped or replaced. Memory is taken as the line grows, by doubling, and kept.
/// </remarks>
internal sealed class OverflowQueue<T>
{
    /// <summary>The highest bound in messages: 2^30, the longest ring whose length is a power of two and an int.</summary>
    public const int MostMessages = 1 << 30;

    private const int FirstSlots = 4;

    private readonly IDroppedSink<T> _sink;
    private readonly Dictionary<ulong, long>? _places;
    private Slot[] _ring = [];

    /// <summary>The oldest item's number in the order of acceptance; the item's slot is its number modulo the ring.</summary>
    private long _head;

    private long _offered;
    private long _accepted;
    private long _dequeued;
    private long _droppedNewest;
    private long _droppedOldest;
    private long _conflated;
    private long _refused;
    private long _cleared;

    /// <summary>Makes an empty queue; no memory is taken for its slots yet.</summary>
    /// <param name="policy">
    /// <see cref="OverflowPolicy.Wait"/>, <see cref="OverflowPolicy.Reject"/> and <see cref="OverflowPolicy.Disconnect"/>
    /// refuse what does not fit and differ in what the caller does then.
    /// </param>
    /// <param name="maxMessages">How many messages may wait; 1 to <see cref="MostMessages"/>.</param>
    /// <param name="maxBytes">How many bytes may wait; at least 1.</param>
    /// <param name="sink">Takes over what is dropped from the line.</param>
    /// <exception cref="ArgumentException">The policy is not one for a plain queue.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not one.</exception>
    public OverflowQueue(OverflowPolicy policy, int maxMessages, long maxBytes, IDroppedSink<T> sink)
    {
        if (!IsSupported(policy))
        {
            throw new ArgumentException(
                $"A queue cannot be {policy}: it takes Wait, Reject, DropNewest, DropOldest, Conflate or Disconnect.",
                nameof(policy));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxMessages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxMessages, MostMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        ArgumentNullException.ThrowIfNull(sink);
        Policy = policy;
        MaxMessages = maxMessages;
        MaxBytes = maxBytes;
        _sink = sink;
        _places = policy == OverflowPolicy.Conflate ? [] : null;
    }

    /// <summary>What happens to the message that does not fit.</summary>
    public OverflowPolicy Policy { get; }

    /// <summary>How many messages may wait.</summary>
    public int MaxMessages { get; }

    /// <summary>How many bytes may wait.</summary>
    public long MaxBytes { get; }

    /// <summary>How many messages wait.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>What has happened so far. They close with <see cref="Count"/> after every call.</summary>
    public OverflowCounters Counters => new(
        _offered, _accepted, _dequeued, _droppedNewest, _droppedOldest, _conflated, _refused, _cleared);

    /// <summary>Whether a queue can have this policy.</summary>
    /// <param name="policy">Any value.</param>
    public static bool IsSupported(OverflowPolicy policy) => policy
        is OverflowPolicy.Wait or OverflowPolicy.Reject or OverflowPolicy.DropNewest
        or OverflowPolicy.DropOldest or OverflowPolicy.Conflate or OverflowPolicy.Disconnect;

    /// <summary>Whether a message of this length gets a place at the end of the line and none is dropped for it.</summary>
    /// <param name="bytes">What it counts against the bound in bytes.</param>
    public bool Fits(int bytes) => Count < MaxMessages && bytes <= MaxBytes - Bytes;

    /// <summary>Offers a message.</summary>
    /// <param name="item">The message; the queue's own from now on only if the result says that it waits.</param>
    /// <param name="bytes">What it counts against the bound in bytes; 0 is allowed.</param>
    /// <param name="key">Which waiting message it replaces. Only <see cref="OverflowPolicy.Conflate"/> looks at it.</param>
    public OfferResult Offer(T item, int bytes, ulong key = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes > MaxBytes)
        {
            return Refuse(OfferResult.TooLarge);
        }

        if (_places is not null && _places.TryGetValue(key, out long place))
        {
            Replace(place, item, bytes, key);
            return OfferResult.Replaced;
        }

        if (Fits(bytes))
        {
            Append(item, bytes, key);
            return OfferResult.Accepted;
        }

        switch (Policy)
        {
            case OverflowPolicy.DropNewest:
                _offered++;
                _droppedNewest++;
                return OfferResult.DroppedNewest;
            case OverflowPolicy.DropOldest or OverflowPolicy.Conflate:
                do
                {
                    DropOldest();
                }
                while (!Fits(bytes));
                Append(item, bytes, key);
                return OfferResult.AcceptedAfterDropping;
            default:
                return Refuse(OfferResult.Full);
        }
    }

    /// <summary>Looks at the oldest message, which stays in the line.</summary>
    /// <param name="item">The message; still the queue's own.</param>
    /// <param name="bytes">What it counts.</param>
    public bool TryPeek([MaybeNullWhen(false)] out T item, out int bytes)
    {
        if (Count == 0)
        {
            item = default;
            bytes = 0;
            return false;
        }

        ref Slot slot = ref SlotOf(_head);
        item = slot.Item;
        bytes = slot.Bytes;
        return true;
    }

    /// <summary>Takes the oldest message out.</summary>
    /// <param name="item">The message; the caller's own now.</param>
    /// <param name="bytes">What it counted.</param>
    public bool TryDequeue([MaybeNullWhen(false)] out T item, out int bytes)
    {
        if (!TryPeek(out item, out bytes))
        {
            return false;
        }

        _dequeued++;
        RemoveOldest();
        return true;
    }

    /// <summary>Drops everything that waits.</summary>
    /// <param name="cause">What the sink is told.</param>
    public void Clear(DropCause cause)
    {
        while (TryPeek(out T? item, out _))
        {
            _cleared++;
            RemoveOldest();
            _sink.OnDropped(item, cause);
        }
    }

    private OfferResult Refuse(OfferResult why)
    {
        _offered++;
        _refused++;
        return why;
    }

    private void Append(T item, int bytes, ulong key)
    {
        if (Count == _ring.Length)
        {
            Lengthen();
        }

        long place = _head + Count;
        _places?.Add(key, place);
        SlotOf(place) = new Slot(item, bytes, key);
        Count++;
        Bytes += bytes;
        _offered++;
        _accepted++;
    }

    private void Replace(long place, T item, int bytes, ulong key)
    {
        int room = SlotOf(place).Bytes;
        while (bytes - room > MaxBytes - Bytes)
        {
            if (place == _head)
            {
                // The one to be replaced is first and keeps its place: the one behind it changes sides with it, and goes.
                place++;
                (SlotOf(_head), SlotOf(place)) = (SlotOf(place), SlotOf(_head));
                _places![key] = place;
            }

            DropOldest();
        }

        ref Slot slot = ref SlotOf(place);
        T replaced = slot.Item;
        slot = new Slot(item, bytes, key);
        Bytes += bytes - room;
        _offered++;
        _accepted++;
        _conflated++;
        _sink.OnDropped(replaced, DropCause.Conflated);
    }

    private void DropOldest()
    {
        T item = SlotOf(_head).Item;
        _droppedOldest++;
        RemoveOldest();
        _sink.OnDropped(item, DropCause.Oldest);
    }

    private void RemoveOldest()
    {
        ref Slot slot = ref SlotOf(_head);
        _places?.Remove(slot.Key);
        Bytes -= slot.Bytes;
        slot = default;
        _head++;
        Count--;
    }

    private void Lengthen()
    {
        Slot[] longer = new Slot[_ring.Length == 0 ? FirstSlots : _ring.Length * 2];
        for (int i = 0; i < Count; i++)
        {
            longer[(_head + i) & (longer.Length - 1)] = SlotOf(_head + i);
        }

        _ring = longer;
    }

    private ref Slot SlotOf(long place) => ref _ring[place & (_ring.Length - 1)];

    private readonly record struct Slot(T Item, int Bytes, ulong Key);
}
