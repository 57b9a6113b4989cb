using Sockets.Transport.Tcp.Internal.Broadcasting;
using Sockets.Transport.Tcp.Internal.Sessions;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <content>
/// What broadcast groups send over this connection: each group has a line of its own, and when there is credit and room
/// again, the lines and the connection's own messages take turns.
/// </content>
internal sealed partial class SendLane
{
    // Replaced as a whole, so that it may be walked without the gate. The connection's own messages have turn 0.
    private SubscriberLine[] _lines = [];
    private BroadcastCounters _formerLines;
    private int _turn;

    /// <summary>What a turn came to.</summary>
    private enum Turn
    {
        Empty,
        Held,
        Taken,
    }

    public Lock Gate => _outbox.Gate;

    /// <summary>The longest payload of one data frame; 0 before the connection is established.</summary>
    public int FrameLength => _writer?.DataFrameLength ?? 0;

    /// <summary>What a message of this length is compressed with; null when it goes as it is.</summary>
    public MessageCompression? CompressionOf(int messageLength) =>
        Compresses(messageLength) && messageLength <= MaxMessageLength ? _compression : null;

    /// <summary>Takes a line in; false when the connection takes no messages any more, or not yet. Gate not held.</summary>
    public bool Join(SubscriberLine line)
    {
        lock (Gate)
        {
            if (_refusal != SendStatus.Sent)
            {
                return false;
            }

            _lines = [.. _lines, line];
            return true;
        }
    }

    /// <summary>Ends a line; what waits in it is dropped. Gate not held; <see cref="SubscriberLine.Tell"/> after it.</summary>
    public void Leave(SubscriberLine line)
    {
        lock (Gate)
        {
            if (!line.IsOver)
            {
                EndLine(line);
                NoteEmpty();
            }
        }

        // What waited behind it may go now.
        Pump();
    }

    /// <summary>Whether the line takes a message of this length without losing any, or never will. Gate not held.</summary>
    public bool HasRoom(SubscriberLine line, int messageLength)
    {
        lock (Gate)
        {
            return line.IsOver || _refusal != SendStatus.Sent || !_writer!.TryMeasure(messageLength, out int length) || line.HasRoom(length);
        }
    }

    /// <summary>Offers a message; what is put into the outbox leaves with <see cref="Send"/>. Gate not held.</summary>
    /// <param name="line">Whose message it is.</param>
    /// <param name="message">In frames that the peer takes; none at all when it is longer than that.</param>
    /// <param name="key">For <see cref="OverflowPolicy.Conflate"/>.</param>
    /// <returns>Sent, Queued or Dropped; TooLarge or BackPressured when it was refused; else the connection takes none and nothing was counted.</returns>
    public SendStatus Offer(SubscriberLine line, SharedMessage message, ulong key)
    {
        lock (Gate)
        {
            if (line.IsOver || _refusal != SendStatus.Sent)
            {
                return SendStatus.Closed;
            }

            if (message.Buffer is null || line.IsTooLong(message.Cost))
            {
                line.OnTooLong();
                return SendStatus.TooLarge;
            }

            if (OthersWait() || Admit(message.Cost) != SendStatus.Sent)
            {
                return line.Offer(message, key);
            }

            Commit(message);
            line.OnSentAtOnce();
            return SendStatus.Sent;
        }
    }

    /// <summary>Sends what was offered, tells of overflow, and disconnects who is too slow. Gate not held.</summary>
    /// <param name="line">The line.</param>
    /// <param name="inBatches">Whether less than a full batch is left to others to send.</param>
    public void Send(SubscriberLine line, bool inBatches)
    {
        if (line.IsToSend)
        {
            bool send;
            lock (Gate)
            {
                line.IsToSend = false;
                send = _outbox.Pending > 0 && _outbox.TakeRole();
            }

            if (send && inBatches)
            {
                _outbox.SendBatch();
            }
            else if (send)
            {
                _outbox.Send();
            }
        }

        line.Tell();
        if (line.IsTooSlow)
        {
            _onSlowConsumer();
        }
    }

    private bool OthersWait() => _waiters.Count > 0 || _queue is { Count: > 0 } || LinesWait();

    private bool LinesWait()
    {
        foreach (SubscriberLine line in _lines)
        {
            if (line.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Moves what waits onto the wire until credit or room ends; who was held up has the next turn. Gate held.</summary>
    private bool TakeTurns()
    {
        bool any = false;
        for (int empty = 0; empty <= _lines.Length;)
        {
            _turn = _turn > _lines.Length ? 0 : _turn;
            switch (_turn == 0 ? TakeOwnTurn() : TakeTurn(_lines[_turn - 1]))
            {
                case Turn.Held:
                    return any;
                case Turn.Taken:
                    any = true;
                    empty = 0;
                    break;
                default:
                    empty++;
                    break;
            }

            _turn++;
        }

        return any;
    }

    private Turn TakeOwnTurn()
    {
        if (_waiters.First is { } waiter && Admit(waiter.WireLength) == SendStatus.Sent)
        {
            _waiters.Remove(waiter);
            Write(waiter);
            return Turn.Taken;
        }

        if (_queue is not null && _queue.TryPeek(out QueuedMessage queued, out int length) && Admit(length) == SendStatus.Sent)
        {
            _queue.TryDequeue(out _, out _);
            Commit(queued, length);
            return Turn.Taken;
        }

        return _waiters.Count > 0 || _queue is { Count: > 0 } ? Turn.Held : Turn.Empty;
    }

    private Turn TakeTurn(SubscriberLine line)
    {
        if (!line.TryPeek(out int length))
        {
            return Turn.Empty;
        }

        if (Admit(length) != SendStatus.Sent)
        {
            return Turn.Held;
        }

        SharedMessage message = line.Dequeue();
        Commit(message);
        message.Buffer.Release();
        return Turn.Taken;
    }

    private void Commit(SharedMessage message)
    {
        if (message.WireLength >= SharedMessage.ShortestShared)
        {
            _outbox.Append(message);
        }
        else
        {
            message.Span.CopyTo(_outbox.Reserve(message.WireLength));
            _outbox.Commit(message.WireLength);
            _outbox.EndMessage();
        }

        if (message.IsCompressed)
        {
            NoteCompressed(message.RawLength, message.Length);
        }

        NoteCommitted(message.RawLength, message.Cost);
    }

    private void EndLine(SubscriberLine line)
    {
        line.End();
        _formerLines = BroadcastCounters.Sum(_formerLines, line.Counters);
        _lines = [.. _lines.Where(other => other != line)];
        _turn = 0;
    }

    private void EndLines()
    {
        while (_lines.Length > 0)
        {
            EndLine(_lines[0]);
        }
    }

    private void DropUncreditedLines()
    {
        foreach (SubscriberLine line in _lines)
        {
            if (line.TryPeek(out int length) && !_credit!.CanTake(length))
            {
                line.Drop();
            }
        }
    }

    /// <summary>What the lines have counted, those included that left. Gate held.</summary>
    private BroadcastCounters CountLines()
    {
        BroadcastCounters sum = _formerLines;
        foreach (SubscriberLine line in _lines)
        {
            sum = BroadcastCounters.Sum(sum, line.Counters);
        }

        return sum;
    }

    private static void Tell(SubscriberLine[] lines)
    {
        foreach (SubscriberLine line in lines)
        {
            line.Tell();
        }
    }
}
