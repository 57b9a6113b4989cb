namespace Sockets.Transport.Multicast.Internal.Queueing;

/// <summary>
/// A line of whole video frames (<see cref="OverflowPolicy.KeyFrameAware"/>). A frame can be taken when it is complete.
/// When it is full, discardable frames go first, oldest first. If that is not enough, the frame that came goes and every
/// one after it until the next key frame; a key frame instead takes the place of the frames that waited longest behind
/// others they build on. So whatever is taken out can be decoded, as far as it arrived.
/// </summary>
internal sealed class FrameLine : IDeliveryLine
{
    /// <summary>Sources remembered at once; several times what a receiver knows.</summary>
    private const int MostSources = 1024;

    private readonly int _maxMessages;
    private readonly long _maxBytes;
    private readonly DropTally _tally;
    private readonly LinkedList<QueuedFrame> _frames = new();
    private readonly Dictionary<MulticastSource, ArrivingFrame> _sources = [];
    private readonly Stack<LinkedListNode<QueuedFrame>> _spare = new();

    /// <summary>Makes an empty line.</summary>
    public FrameLine(int maxMessages, long maxBytes, DropTally tally)
    {
        _maxMessages = maxMessages;
        _maxBytes = maxBytes;
        _tally = tally;
    }

    public long Packets { get; private set; }

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public bool HasReady => _frames.First is { } first && first.Value.Count > 0;

    public void Offer(in QueuedMessage message, long now)
    {
        ArrivingFrame source = LineOf(message.Info.Source);
        if (message.Mark.Begins)
        {
            Complete(source);
            source.Begin();
        }

        source.Learn(message.Mark);
        if (message.Length > _maxBytes)
        {
            GiveUp(source, message, DropReason.TooLarge);
        }
        else if (source.Skips())
        {
            _tally.Drop(message, source.WaitsForKey ? DropReason.WaitKey : DropReason.Frame);
        }
        else if (MakeRoom(source, message))
        {
            source.Open ??= Rent();
            source.Open.Value.Add(message, source.Kind);
            Count++;
            Bytes += message.Length;
            Packets += message.Packets;
        }
        else if (message.Mark.IsAside)
        {
            // The frame may be a key frame, and can be decoded without it.
            _tally.Drop(message, DropReason.Frame);
        }
        else
        {
            GiveUp(source, message, DropReason.Frame);
        }

        if (message.Mark.Ends)
        {
            Complete(source);
        }
    }

    public bool TryTake(long now, out QueuedMessage message)
    {
        if (!HasReady)
        {
            message = default;
            return false;
        }

        LinkedListNode<QueuedFrame> first = _frames.First!;
        message = first.Value.Take();
        Forget(message);
        if (first.Value.Count == 0)
        {
            _frames.RemoveFirst();
            Return(first);
        }

        return true;
    }

    public void EndFrame(MulticastSource source)
    {
        if (_sources.TryGetValue(source, out ArrivingFrame? line))
        {
            Complete(line);
        }
    }

    public void End()
    {
        foreach (ArrivingFrame source in _sources.Values)
        {
            Complete(source);
        }
    }

    public void Clear()
    {
        while (_frames.First is { } first)
        {
            DropFrame(first, DropReason.Closed);
        }

        foreach (ArrivingFrame source in _sources.Values)
        {
            if (source.Open is { } open)
            {
                source.Open = null;
                Empty(open, DropReason.Closed);
            }
        }
    }

    /// <summary>The frame in the making is whole: it can be taken from now on.</summary>
    private void Complete(ArrivingFrame source)
    {
        if (source.Open is { } open)
        {
            source.Open = null;
            _frames.AddLast(open);
        }
    }

    private bool Fits(in QueuedMessage message) => Count < _maxMessages && message.Length <= _maxBytes - Bytes;

    private bool MakeRoom(ArrivingFrame source, in QueuedMessage message)
    {
        while (!Fits(message))
        {
            LinkedListNode<QueuedFrame>? victim = OldestDiscardable() ?? (source.IsKey ? LastBeforeKey() : null);
            if (victim is null)
            {
                return false;
            }

            Sacrifice(victim, source);
        }

        return true;
    }

    /// <summary>Drops a frame for another. What its own source sends next builds on it, unless that is the key frame.</summary>
    private void Sacrifice(LinkedListNode<QueuedFrame> victim, ArrivingFrame forTheSakeOf)
    {
        bool isDiscardable = victim.Value.IsDiscardable;
        ArrivingFrame victims = LineOf(victim.Value.Source!);
        DropFrame(victim, DropReason.Frame);
        if (isDiscardable || victims == forTheSakeOf)
        {
            return;
        }

        victims.GiveUp(isDiscardable: false);
        if (victims.Open is { } open)
        {
            victims.Open = null;
            Empty(open, DropReason.WaitKey);
        }
    }

    private ArrivingFrame LineOf(MulticastSource source)
    {
        if (_sources.TryGetValue(source, out ArrivingFrame? line))
        {
            return line;
        }

        if (_sources.Count == MostSources)
        {
            // Those that have nothing in the making can be forgotten: they begin anew at their next key frame.
            foreach (MulticastSource idle in _sources.Where(static s => s.Value.Open is null).Select(static s => s.Key).ToArray())
            {
                _sources.Remove(idle);
            }
        }

        _sources.Add(source, line = new ArrivingFrame());
        return line;
    }

    private LinkedListNode<QueuedFrame>? OldestDiscardable()
    {
        for (LinkedListNode<QueuedFrame>? node = _frames.First; node is not null; node = node.Next)
        {
            if (node.Value is { IsDiscardable: true, IsBegun: false })
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>
    /// What makes room for a key frame: the last frame that is none, because nothing that waits builds on it; when only key
    /// frames wait, the oldest of them.
    /// </summary>
    private LinkedListNode<QueuedFrame>? LastBeforeKey()
    {
        for (LinkedListNode<QueuedFrame>? node = _frames.Last; node is not null; node = node.Previous)
        {
            if (!node.Value.IsKey && !node.Value.IsBegun)
            {
                return node;
            }
        }

        LinkedListNode<QueuedFrame>? first = _frames.First;
        return first is { Value.IsBegun: true } ? first.Next : first;
    }

    /// <summary>The frame that is arriving cannot be kept: it goes with all its parts, and what builds on it after it.</summary>
    private void GiveUp(ArrivingFrame source, in QueuedMessage message, DropReason reason)
    {
        if (source.Open is { } open)
        {
            source.Open = null;
            Empty(open, DropReason.Frame);
        }

        source.GiveUp(source.IsDiscardable);
        _tally.Drop(message, reason);
    }

    private void DropFrame(LinkedListNode<QueuedFrame> node, DropReason reason)
    {
        _frames.Remove(node);
        Empty(node, reason);
    }

    private void Empty(LinkedListNode<QueuedFrame> node, DropReason reason)
    {
        while (node.Value.Count > 0)
        {
            QueuedMessage message = node.Value.Take();
            Forget(message);
            _tally.Drop(message, reason);
        }

        Return(node);
    }

    private void Forget(in QueuedMessage message)
    {
        Count--;
        Bytes -= message.Length;
        Packets -= message.Packets;
    }

    private LinkedListNode<QueuedFrame> Rent() => _spare.TryPop(out LinkedListNode<QueuedFrame>? node) ? node : new(new QueuedFrame());

    private void Return(LinkedListNode<QueuedFrame> node)
    {
        node.Value.Reuse();
        _spare.Push(node);
    }
}
