using Sockets.Transport.Buffers;
using Sockets.Transport.Flow;
using Sockets.Transport.Tcp.Internal.Broadcasting;
using Sockets.Transport.Tcp.Internal.Sessions;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>
/// Decides what becomes of a message: onto the wire if there is credit and room, else what the overflow policy says.
/// Messages keep the order in which they were accepted. Everything is guarded by the outbox's gate.
/// </summary>
internal sealed partial class SendLane : IDroppedSink<QueuedMessage>
{
    private Outbox _outbox;
    private readonly BufferPool _pool;
    private readonly Action _onSlowConsumer;
    private readonly OverflowPolicy _policy;
    private readonly OverflowQueue<QueuedMessage>? _queue;
    private readonly WaitingLine<SendWaiter> _waiters = new();
    private readonly Stack<SendWaiter> _spareWaiters = new();
    private IFrameWriter? _writer;
    private SendCredit? _credit;
    private TaskCompletionSource? _empty;
    private SendStatus _refusal = SendStatus.NotConnected;
    private bool _creditIsFinal;
    private long _submitted;
    private long _committed;
    private long _committedBytes;
    private long _refused;
    private long _failedAtClose;
    private long _stalledAt;
    private long _stalledTicks;
    private long _stalls;

    public SendLane(Outbox outbox, BufferPool pool, SendQueueSetup queue, Action onSlowConsumer)
    {
        _outbox = outbox;
        _pool = pool;
        _policy = queue.Policy;
        _onSlowConsumer = onSlowConsumer;

        // Wait and Reject leave the message with the caller, so they need no queue beyond the outbox.
        _queue = _policy is OverflowPolicy.Wait or OverflowPolicy.Reject
            ? null
            : new OverflowQueue<QueuedMessage>(_policy, queue.Messages, queue.Bytes, this);
    }

    /// <summary>The longest message that can ever be sent; 0 before the connection is established.</summary>
    public int MaxMessageLength => _writer?.MaxMessageLength ?? 0;

    /// <summary>How many messages were accepted for the wire: the sequence number of the last one.</summary>
    public ulong Sequence => (ulong)Volatile.Read(ref _committed);

    /// <summary>From now on messages are taken. Without credit only the kernel holds them back.</summary>
    public void Open(IFrameWriter writer, SendCredit? credit, MessageCompression? compression = null)
    {
        lock (_outbox.Gate)
        {
            _writer = writer;
            _credit = credit;
            _compression = compression;
            _refusal = SendStatus.Sent;
        }
    }

    public SendStatus TrySend(ReadOnlySpan<byte> message, ulong key, WhenDisconnected offline = WhenDisconnected.ApplyPolicy) =>
        Compresses(message.Length) ? TrySendCompressed(message, key, offline) : TrySendPlain(message, key, offline);

    /// <summary>Credit arrived. Gate not held.</summary>
    /// <returns>False when the grant breaks the protocol.</returns>
    public bool Grant(Credit absolute)
    {
        lock (_outbox.Gate)
        {
            CreditGrantResult result = _credit!.Grant(absolute);
            if (result != CreditGrantResult.Applied)
            {
                return result == CreditGrantResult.Stale;
            }
        }

        Pump();
        return true;
    }

    /// <summary>The peer has left and will grant nothing more: what waits for credit never goes out. Gate not held.</summary>
    public void EndCredit()
    {
        lock (_outbox.Gate)
        {
            _creditIsFinal = true;
        }

        Pump();
    }

    /// <summary>Sends what waits, as far as credit and room go. Gate not held.</summary>
    public void Pump()
    {
        bool send;
        SubscriberLine[] lines;
        lock (_outbox.Gate)
        {
            lines = _lines;
            bool any = TakeTurns();
            if (_creditIsFinal)
            {
                DropUncredited();
            }

            NoteEmpty();
            send = any && _outbox.TakeRole();
        }

        if (send)
        {
            _outbox.Send();
        }

        Tell(lines);
    }

    /// <summary>Takes nothing new from now on. Completes when nothing waits for credit or room any more.</summary>
    public Task DrainAsync()
    {
        lock (_outbox.Gate)
        {
            if (_refusal == SendStatus.Sent)
            {
                _refusal = SendStatus.Draining;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            NoteEmpty();
            return _empty.Task;
        }
    }

    /// <summary>Takes nothing new and drops what waits; everybody who waits is told so.</summary>
    public void Close()
    {
        SubscriberLine[] lines;
        lock (_outbox.Gate)
        {
            _refusal = SendStatus.Closed;
            NoteFlow();
            while (_waiters.First is { } waiter)
            {
                _waiters.Remove(waiter);
                _failedAtClose++;
                waiter.Complete(SendStatus.Closed);
            }

            _queue?.Clear(DropCause.Closed);
            _replay?.Close();
            lines = _lines;
            EndLines();
            NoteEmpty();
        }

        Tell(lines);
    }

    void IDroppedSink<QueuedMessage>.OnDropped(QueuedMessage item, DropCause cause) => item.Buffer.Release();

    private SendStatus TrySendPlain(ReadOnlySpan<byte> message, ulong key, WhenDisconnected offline)
    {
        bool send;
        SendStatus status;
        lock (_outbox.Gate)
        {
            _submitted++;
            status = Offer(message, key, offline);
            send = status == SendStatus.Sent && _outbox.TakeRole();
        }

        return Offered(status, send);
    }

    /// <summary>A message was offered; what is due without the gate.</summary>
    private SendStatus Offered(SendStatus status, bool send)
    {
        if (send)
        {
            _outbox.Send();
        }
        else if (status == SendStatus.Closed && _policy == OverflowPolicy.Disconnect)
        {
            _onSlowConsumer();
        }

        return status;
    }

    private SendStatus Offer(ReadOnlySpan<byte> message, ulong key, WhenDisconnected offline)
    {
        SendStatus status = Judge(message.Length, out int length);
        if (status == SendStatus.Sent)
        {
            return CommitOrThrow(message, length);
        }

        if (_queue is null || !MayWait(status, offline))
        {
            _refused++;
            return status;
        }

        return Enqueue(QueuedMessage.CopyOf(message, _pool), length, key);
    }

    /// <summary>Whether a new message may go onto the wire now: Sent, or what holds it back or forbids it.</summary>
    private SendStatus Judge(int messageLength, out int length)
    {
        length = 0;
        if (_refusal != SendStatus.Sent)
        {
            return _refusal;
        }

        if (!_writer!.TryMeasure(messageLength, out length))
        {
            return SendStatus.TooLarge;
        }

        return OthersWait() ? HeldBack() : Admit(length);
    }

    private SendStatus Enqueue(QueuedMessage queued, int length, ulong key)
    {
        switch (_queue!.Offer(queued, length, key))
        {
            case OfferResult.Accepted or OfferResult.AcceptedAfterDropping or OfferResult.Replaced:
                return SendStatus.Queued;
            case OfferResult.DroppedNewest:
                queued.Buffer.Release();
                return SendStatus.Dropped;
            case OfferResult.TooLarge:
                queued.Buffer.Release();
                _refused++;
                return SendStatus.TooLarge;
            default:
                queued.Buffer.Release();
                _refused++;
                return SendStatus.Closed;
        }
    }

    /// <summary>Whether a message of this wire length may go onto the wire now: Sent, or what holds it back.</summary>
    private SendStatus Admit(int length)
    {
        if (_offline)
        {
            return SendStatus.NotConnected;
        }

        if (_credit is not null && !_credit.CanTake(length))
        {
            NoteStall();
            return SendStatus.NoCredit;
        }

        return _outbox.HasRoom(length) ? SendStatus.Sent : SendStatus.BackPressured;
    }


    private void NoteEmpty()
    {
        if (_empty is not null && !OthersWait())
        {
            _empty?.TrySetResult();
        }
    }
}
