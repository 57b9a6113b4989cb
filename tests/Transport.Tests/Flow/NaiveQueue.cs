using Sockets.Transport.Flow;

namespace Sockets.Transport.Tests.Flow;

/// <summary>What an overflow queue is to do, written down without a thought of speed.</summary>
internal sealed class NaiveQueue(OverflowPolicy policy, int maxMessages, long maxBytes)
{
    public List<(int Item, int Bytes, ulong Key)> Line { get; } = [];

    public List<(int Item, DropCause Cause)> Dropped { get; } = [];

    public long Bytes => Line.Sum(waiting => waiting.Bytes);

    public OfferResult Offer(int item, int bytes, ulong key)
    {
        if (bytes > maxBytes)
        {
            return OfferResult.TooLarge;
        }

        int same = policy == OverflowPolicy.Conflate ? Line.FindIndex(waiting => waiting.Key == key) : -1;
        if (same >= 0)
        {
            while (Bytes - Line[same].Bytes + bytes > maxBytes)
            {
                Drop(same == 0 ? 1 : 0, DropCause.Oldest);
                same = Line.FindIndex(waiting => waiting.Key == key);
            }

            Drop(same, DropCause.Conflated);
            Line.Insert(same, (item, bytes, key));
            return OfferResult.Replaced;
        }

        bool fits = Line.Count < maxMessages && Bytes + bytes <= maxBytes;
        if (!fits && policy is not (OverflowPolicy.DropOldest or OverflowPolicy.Conflate))
        {
            return policy == OverflowPolicy.DropNewest ? OfferResult.DroppedNewest : OfferResult.Full;
        }

        while (Line.Count >= maxMessages || Bytes + bytes > maxBytes)
        {
            Drop(0, DropCause.Oldest);
        }

        Line.Add((item, bytes, key));
        return fits ? OfferResult.Accepted : OfferResult.AcceptedAfterDropping;
    }

    public void Clear(DropCause cause)
    {
        while (Line.Count > 0)
        {
            Drop(0, cause);
        }
    }

    private void Drop(int index, DropCause cause)
    {
        Dropped.Add((Line[index].Item, cause));
        Line.RemoveAt(index);
    }
}
