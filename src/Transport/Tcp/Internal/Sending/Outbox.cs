using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Broadcasting;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>
/// The encoded bytes that one connection has still to hand to the kernel, control frames ahead of the others; who hands them
/// over is the sender's rule.
/// </summary>
internal sealed partial class Outbox : StreamSender
{
    /// <summary>The most that control frames take in one go: all kinds of them once, with a credential of 1,024 bytes and a text of 256.</summary>
    public const int ControlLength = 2048;

    /// <summary>How many frames of a large message one call into the kernel is given, each a header and its payload.</summary>
    private const int FramesPerGather = 4;

    private readonly IStreamLink _link;
    private readonly IOutboxOwner _owner;
    private readonly BufferPool _pool;
    private readonly int _capacity;

    // Guarded by the gate, which the connection's sending state shares.
    private readonly OutboxBlocks _blocks = new();
    private readonly FlushWaiters _flushes = new();
    private bool _controlWanted;
    private bool _roomWanted;
    private int _corkedThread;
    private PooledBuffer? _control;
    private TaskCompletionSource? _lastControl;

    // Touched only by who holds the role.
    private Piece _piece;

    // Written by who holds the role, read by anyone; a stall begins with the gate held.
    private long _controlHandedOver;
    private long _stalledSince;

    public Outbox(IStreamLink link, ISendRunner runner, IOutboxOwner owner, BufferPool pool, int capacity, Lock? gate = null)
        : base(link, runner, gate ?? new Lock())
    {
        _link = link;
        _owner = owner;
        _pool = pool;
        _capacity = capacity;
    }

    /// <summary>Whether large messages may be appended as they are.</summary>
    public bool TakesLarge => _link.Gathers;

    /// <summary>Bytes the kernel took, control frames included.</summary>
    public long BytesHandedOver => HandedOver + Volatile.Read(ref _controlHandedOver);

    /// <summary>Since when the kernel has taken nothing, as a Stopwatch timestamp; 0 while it takes.</summary>
    public long StalledSince => Volatile.Read(ref _stalledSince);

    /// <summary>Whether a message of this wire length may be appended; if not, the owner is told when there is room. Gate held.</summary>
    /// <remarks>An empty outbox takes a message of any length: the memory is bounded by the capacity and one message.</remarks>
    public bool HasRoom(int length)
    {
        long pending = Pending;
        if (pending == 0 || pending + length <= _capacity)
        {
            return true;
        }

        _roomWanted = true;
        return false;
    }

    /// <summary>Room for one whole frame, to be filled and committed before the gate is left. Gate held.</summary>
    public Span<byte> Reserve(int length)
    {
        OutboxBlocks.Block? tail = _blocks.Tail;
        if (tail is null || tail.Room < length)
        {
            int block = tail is null && !InBatches ? FirstBlockLength : BatchLength;
            tail = _blocks.Add(_pool.Rent(Math.Max(block, length)));
        }

        return tail.Free[..length];
    }

    /// <summary>The first bytes of what was reserved last are a whole frame now. Gate held.</summary>
    public void Commit(int length)
    {
        _blocks.Tail!.Written += length;
        CountAppended(length);
    }

    /// <summary>Appends a message that stays in its caller's memory until it is told that it was sent. Gate held.</summary>
    public void Append(LargeMessage message)
    {
        _blocks.Add(message);
        CountAppended(message.WireLength);
    }

    /// <summary>Appends a message that others send too; its block is held once more until it was sent. Gate held.</summary>
    public void Append(SharedMessage message)
    {
        message.Buffer.Retain();
        _blocks.Add(message);
        CountAppended(message.WireLength);
    }

    /// <summary>Says that the frame just committed ended a message. Gate held.</summary>
    public void EndMessage() => _blocks.Tail!.Messages++;

    /// <summary>Asks for the owner's control frames to go out next. Gate held.</summary>
    public void RequestControl() => _controlWanted = true;

    /// <summary>Decides who sends what was appended. Gate held; when it says true, send after leaving it.</summary>
    public bool TakeRole() =>
        // Inside a receive burst answers are only gathered; the burst's end sends them.
        !IsSending && TryTakeRole(othersWill: !IsIdle || _corkedThread == Environment.CurrentManagedThreadId);

    /// <summary>From here until <see cref="Uncork"/> this thread's messages are only gathered.</summary>
    public void Cork() => _corkedThread = Environment.CurrentManagedThreadId;

    /// <summary>Sends what was gathered since <see cref="Cork"/>.</summary>
    public void Uncork()
    {
        lock (Gate)
        {
            _corkedThread = 0;
            if ((Pending == 0 && !_controlWanted) || !TryTakeRole(othersWill: false))
            {
                return;
            }
        }

        SendNow();
    }

    /// <summary>Sends what there is before the link ends, as far as the kernel takes it; it does not wait for who was going to.</summary>
    /// <returns>
    /// Completes when the control asked for so far is out, or the kernel is full: whoever is in the middle of sending takes it
    /// along, and does not wait for anything before that.
    /// </returns>
    public Task SendLastAsync()
    {
        lock (Gate)
        {
            _corkedThread = 0;
            if (IsSending && _stalledSince == 0 && (_controlWanted || _control is not null))
            {
                _lastControl ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _lastControl.Task;
            }

            if ((Pending == 0 && !_controlWanted) || !TryTakeLastRole())
            {
                return Task.CompletedTask;
            }
        }

        SendNow();
        return Task.CompletedTask;
    }

    /// <summary>Waits until the kernel has taken everything appended and all control asked for so far; false when the connection closed before.</summary>
    public ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            return IsClosed || (Pending == 0 && !_controlWanted && IsIdle)
                ? new ValueTask<bool>(!IsClosed)
                : new ValueTask<bool>(_flushes.WaitForAsync(Appended).WaitAsync(cancellationToken));
        }
    }

    /// <summary>Nothing more is sent; what was not sent is thrown away. May be called twice.</summary>
    /// <returns>Completes when nobody sends any more and every buffer is back. The link must be aborted for that.</returns>
    public Task CloseAsync()
    {
        lock (Gate)
        {
            _flushes.GiveUp();
            return CloseWithGateAsync();
        }
    }

    /// <summary>What is being sent: whole frames of one block, or control frames, from a position to an end.</summary>
    private readonly record struct Piece(OutboxBlocks.Block? Block, ReadOnlyMemory<byte> Control, int Position, int End, int Messages)
    {
        public bool IsDone => Position == End;

        /// <summary>What comes next and stands in one place.</summary>
        public ReadOnlyMemory<byte> Memory => Block is null ? Control[Position..End] : Block.Slice(Position, End);
    }
}
