using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.Tests.ZeroMq.Internal;

/// <summary>What a peer's queue does, told with plain lists: who waits, who is on the way, and why each of the others is not.</summary>
internal sealed class PeerQueueModel(QueueLimits limits)
{
    private readonly List<Item> _line = [];
    private readonly List<Item> _batch = [];

    /// <summary>Messages in the order in which they leave.</summary>
    public List<int> Leaving { get; } = [];

    public long Offered { get; private set; }

    public long Sent { get; private set; }

    public long DroppedNewest { get; private set; }

    public long DroppedOldest { get; private set; }

    public long Conflated { get; private set; }

    public long DroppedAtClose { get; private set; }

    public long Pending => _line.Count + _batch.Count;

    private bool HasLine => limits.Overflow is OverflowPolicy.DropOldest or OverflowPolicy.Conflate;

    /// <summary>Offers a message.</summary>
    /// <param name="item">The message.</param>
    /// <param name="waitingBytes">What waits, what the kernel has taken of it not counted.</param>
    public QueueResult Offer(Item item, long waitingBytes)
    {
        bool fits = Pending == 0 || (HasLine ? item.Length <= limits.MaxBytes : Pending < limits.MaxMessages && waitingBytes + item.Length <= limits.MaxBytes);
        if (!fits && limits.Overflow == OverflowPolicy.Wait)
        {
            return QueueResult.Full;
        }

        Offered++;
        if (!fits)
        {
            DroppedNewest++;
            return QueueResult.Dropped;
        }

        if (HasLine && Pending > 0)
        {
            Line(item);
        }
        else
        {
            Batch(item);
        }

        return QueueResult.Queued;
    }

    /// <summary>The kernel took so many messages since it was told last, always whole batches.</summary>
    public void Take(long sent)
    {
        for (; sent > 0; sent--)
        {
            Assert.NotEmpty(_batch);
            _batch.RemoveAt(0);
            Sent++;
            if (_batch.Count == 0)
            {
                _line.ForEach(Batch);
                _line.Clear();
            }
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Close()
    {
        DroppedAtClose += Pending;
        _line.Clear();
        _batch.Clear();
    }

    private void Batch(Item item)
    {
        _batch.Add(item);
        Leaving.Add(item.Id);
    }

    private void Line(Item item)
    {
        int same = limits.Overflow == OverflowPolicy.Conflate ? _line.FindIndex(waiting => waiting.Topic == item.Topic) : -1;
        if (same >= 0)
        {
            _line[same] = item;
            Conflated++;
        }
        else
        {
            _line.Add(item);
        }

        while (_line.Count > limits.MaxMessages || _line.Sum(waiting => waiting.Length) > limits.MaxBytes)
        {
            _line.RemoveAt(_line[0] == item ? 1 : 0);
            DroppedOldest++;
        }
    }

    /// <summary>A message: its number, its first frame, its length on the wire.</summary>
    internal readonly record struct Item(int Id, byte Topic, int Length);
}
