using Sockets.Transport.Flow;
using Sockets.Transport.Tcp.Internal.Sending;

namespace Sockets.Transport.Tcp.Internal.Broadcasting;

/// <summary>
/// What waits for one subscriber of one group. It stands beside the connection's own messages in its
/// <see cref="SendLane"/>, which moves it on. Everything but <see cref="Tell"/> is guarded by the outbox's gate.
/// </summary>
internal sealed class SubscriberLine : IDroppedSink<SharedMessage>
{
    private readonly BroadcastGroup _group;
    private readonly OverflowQueue<SharedMessage> _queue;
    private readonly OverflowEpisode _episode = new();
    private long _submitted;
    private long _sentAtOnce;
    private long _tooLong;
    private long _droppedOnLeave;
    private bool _isTelling;
    private bool _roomWanted;
    private bool _hasRoom;
    private volatile bool _hasNews;
    private volatile bool _isToSend;
    private volatile bool _isOver;

    public SubscriberLine(BroadcastGroup group, MessageConnection connection, SendLane lane, SubscriberOptions options)
    {
        _group = group;
        Connection = connection;
        Lane = lane;
        Options = options;
        _queue = new OverflowQueue<SharedMessage>(options.Policy, options.QueueMessages, options.QueueBytes, this);
    }

    public MessageConnection Connection { get; }

    public SendLane Lane { get; }

    public SubscriberOptions Options { get; }

    /// <summary>How many messages wait.</summary>
    public int Count => _queue.Count;

    /// <summary>Whether it has left: it takes nothing more.</summary>
    public bool IsOver => _isOver;

    /// <summary>Whether something was put into the outbox since it was last asked to send.</summary>
    public bool IsToSend
    {
        get => _isToSend;
        set => _isToSend = value;
    }

    /// <summary>Whether it overflowed and is to be disconnected for it. Read without the gate.</summary>
    public bool IsTooSlow { get; private set; }

    public SlowPhase Overflow => _episode.IsOpen ? SlowPhase.Begin : SlowPhase.End;

    public BroadcastCounters Counters
    {
        get
        {
            OverflowCounters queue = _queue.Counters;
            return new BroadcastCounters
            {
                Submitted = _submitted,
                Sent = _sentAtOnce + queue.Dequeued,
                Refused = _tooLong + queue.Refused,
                DroppedNewest = queue.DroppedNewest,
                DroppedOldest = queue.DroppedOldest,
                Conflated = queue.Conflated,
                DroppedOnLeave = _droppedOnLeave,
                Pending = _queue.Count,
                PendingBytes = _queue.Bytes,
            };
        }
    }

    /// <summary>What was lost because it could not keep up.</summary>
    private long Overflowed
    {
        get
        {
            OverflowCounters queue = _queue.Counters;
            return queue.Refused + queue.DroppedNewest + queue.DroppedOldest + queue.Conflated + _droppedOnLeave;
        }
    }

    /// <summary>A message went onto the wire at once.</summary>
    public void OnSentAtOnce()
    {
        _submitted++;
        _sentAtOnce++;
        _isToSend = true;
    }

    /// <summary>A message is longer than the peer takes.</summary>
    public void OnTooLong()
    {
        _submitted++;
        _tooLong++;
    }

    /// <summary>Whether a message of this cost can never wait here.</summary>
    public bool IsTooLong(int cost) => cost > _queue.MaxBytes;

    /// <summary>Whether a message of this cost may be offered now; if not, the group is told when there is room.</summary>
    public bool HasRoom(int cost)
    {
        _roomWanted = !_queue.Fits(cost) && !IsTooLong(cost);
        return !_roomWanted;
    }

    /// <summary>Offers a message that cannot go onto the wire now.</summary>
    public SendStatus Offer(SharedMessage message, ulong key)
    {
        long before = Overflowed;
        _submitted++;
        message.Buffer.Retain();
        OfferResult result = _queue.Offer(message, message.Cost, key);
        if (Overflowed > before)
        {
            _episode.OnLost(before);
            _hasNews |= _episode.IsDue;
        }

        if (result is OfferResult.Accepted or OfferResult.AcceptedAfterDropping or OfferResult.Replaced)
        {
            return SendStatus.Queued;
        }

        message.Buffer.Release();
        IsTooSlow |= result == OfferResult.Full && Options.Policy == OverflowPolicy.Disconnect;
        return result == OfferResult.DroppedNewest ? SendStatus.Dropped : SendStatus.BackPressured;
    }

    public bool TryPeek(out int cost) => _queue.TryPeek(out _, out cost);

    /// <summary>The first message leaves for the wire; its block is the caller's to release.</summary>
    public SharedMessage Dequeue()
    {
        _queue.TryDequeue(out SharedMessage message, out _);
        NoteShorter();
        return message;
    }

    /// <summary>Drops what waits, because it will never go out.</summary>
    public void Drop()
    {
        _queue.Clear(DropCause.Closed);
        NoteShorter();
    }

    /// <summary>Leaves: drops what waits and takes nothing more.</summary>
    public void End()
    {
        _isOver = true;
        _hasNews = true;
        Drop();
    }

    /// <summary>Tells the group what has happened. Called without the gate, by whoever made it happen.</summary>
    public void Tell()
    {
        while (_hasNews)
        {
            bool room;
            SlowSubscriber? notice = null;
            lock (Lane.Gate)
            {
                if (_isTelling)
                {
                    // Whoever tells now looks again before it goes.
                    return;
                }

                _isTelling = true;
                room = _hasRoom;
                _hasRoom = false;
                if (_episode.TryTake(Overflowed, out SlowPhase phase, out long lost))
                {
                    notice = new SlowSubscriber(Connection, phase, lost, Count);
                }

                _hasNews = _episode.IsDue;
            }

            _group.Tell(room, notice);
            lock (Lane.Gate)
            {
                _isTelling = false;
            }
        }

        if (_isOver)
        {
            _group.Forget(this);
        }
    }

    void IDroppedSink<SharedMessage>.OnDropped(SharedMessage item, DropCause cause)
    {
        _droppedOnLeave += cause == DropCause.Closed ? 1 : 0;
        item.Buffer.Release();
    }

    private void NoteShorter()
    {
        if (_roomWanted)
        {
            _roomWanted = false;
            _hasRoom = true;
            _hasNews = true;
        }

        if (_queue.Count == 0)
        {
            _episode.OnEmpty();
            _hasNews |= _episode.IsDue;
        }
    }
}
