using System.Runtime.CompilerServices;
using Sockets.Transport.Buffers;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Broadcasting;

namespace Sockets.Transport.Tcp.Internal;

/// <summary>
/// The encoded bytes that one connection has still to hand to the kernel, and the rule of who hands them over:
/// whoever appends while nobody is sending sends at once, on its own thread and with no lock held; what is appended
/// meanwhile is the next batch. A caller that sends back to back hands that role over, so that its messages leave in
/// batches; one that sends now and then keeps it, so that a message takes no thread hop.
/// </summary>
internal sealed partial class Outbox : IThreadPoolWorkItem
{
    /// <summary>The most that control frames take in one go: all kinds of them once, with a credential of 1,024 bytes and a text of 256.</summary>
    public const int ControlLength = 2048;

    /// <summary>What one call into the kernel is given at most, so that control never waits behind more.</summary>
    public const int BatchLength = 64 * 1024;

    /// <summary>How many frames of a large message one call into the kernel is given, each a header and its payload.</summary>
    private const int FramesPerGather = 4;

    /// <summary>The first block of an idle connection is small: most are never filled.</summary>
    private const int FirstBlockLength = 4 * 1024;

    /// <summary>After so many batches a caller hands the role over, so that it is not held for others' messages.</summary>
    private const int BatchesPerCaller = 8;

    private readonly IStreamLink _link;
    private readonly ISendRunner _runner;
    private readonly IOutboxOwner _owner;
    private readonly BufferPool _pool;
    private readonly int _capacity;
    private readonly Action _resume;

    // Guarded by Gate.
    private readonly OutboxBlocks _blocks = new();
    private readonly FlushWaiters _flushes = new();
    private TaskCompletionSource? _idle;
    private Role _role;
    private bool _inQueue;
    private bool _controlWanted;
    private bool _roomWanted;
    private bool _closed;
    private int _corkedThread;
    private long _appended;
    private ulong _messagesOnWire;

    // Touched only by who holds the role.
    private readonly SendRhythm _rhythm = new();
    private ConfiguredValueTaskAwaitable<LinkResult>.ConfiguredValueTaskAwaiter _sending;
    private PooledBuffer? _control;
    private Piece _piece;
    private ulong _messagesBeforeRun;

    // Written by who holds the role, read by anyone.
    private long _handedOver;
    private long _controlHandedOver;
    private long _sendCalls;
    private long _stalledSince;

    public Outbox(IStreamLink link, ISendRunner runner, IOutboxOwner owner, BufferPool pool, int capacity, Lock? gate = null)
    {
        Gate = gate ?? new Lock();
        _link = link;
        _runner = runner;
        _owner = owner;
        _pool = pool;
        _capacity = capacity;
        _resume = Resume;
    }

    private enum Role
    {
        /// <summary>Nobody sends: the next who appends does.</summary>
        Idle,

        /// <summary>Handed over and not yet taken up; a caller with a full batch may take it back.</summary>
        Scheduled,

        /// <summary>Somebody sends.</summary>
        Held,
    }

    /// <summary>Guards the appending side; never held during a call into the kernel. The connection's sending state shares it.</summary>
    public Lock Gate { get; }

    /// <summary>Whether large messages may be appended as they are.</summary>
    public bool TakesLarge => _link.Gathers;

    /// <summary>Bytes appended and not yet taken by the kernel; exact with the gate held.</summary>
    public long Pending => Volatile.Read(ref _appended) - Volatile.Read(ref _handedOver);

    /// <summary>How many calls into the kernel were made for sending.</summary>
    public long SendCalls => Volatile.Read(ref _sendCalls);

    /// <summary>Bytes the kernel took, control frames included.</summary>
    public long BytesHandedOver => Volatile.Read(ref _handedOver) + Volatile.Read(ref _controlHandedOver);

    /// <summary>Since when the kernel has taken nothing, as a Stopwatch timestamp; 0 while it takes.</summary>
    public long StalledSince => Volatile.Read(ref _stalledSince);

    /// <summary>Messages of which the kernel took every byte. Gate held.</summary>
    public ulong MessagesOnWire => _messagesOnWire;

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
            int block = tail is null && !_rhythm.InBatches ? FirstBlockLength : BatchLength;
            tail = _blocks.Add(_pool.Rent(Math.Max(block, length)));
        }

        return tail.Free[..length];
    }

    /// <summary>The first bytes of what was reserved last are a whole frame now. Gate held.</summary>
    public void Commit(int length)
    {
        _blocks.Tail!.Written += length;
        Volatile.Write(ref _appended, _appended + length);
    }

    /// <summary>Appends a message that stays in its caller's memory until it is told that it was sent. Gate held.</summary>
    public void Append(LargeMessage message)
    {
        _blocks.Add(message);
        Volatile.Write(ref _appended, _appended + message.WireLength);
    }

    /// <summary>Appends a message that others send too; its block is held once more until it was sent. Gate held.</summary>
    public void Append(SharedMessage message)
    {
        message.Buffer.Retain();
        _blocks.Add(message);
        Volatile.Write(ref _appended, _appended + message.WireLength);
    }

    /// <summary>Says that the frame just committed ended a message. Gate held.</summary>
    public void EndMessage() => _blocks.Tail!.Messages++;

    /// <summary>Asks for the owner's control frames to go out next. Gate held.</summary>
    public void RequestControl() => _controlWanted = true;

    /// <summary>Decides who sends what was appended. Gate held; when it says true, call <see cref="Send"/> after leaving it.</summary>
    public bool TakeRole()
    {
        if (_closed || _role == Role.Held)
        {
            return false;
        }

        // Inside a receive burst answers are only gathered; the burst's end sends them.
        bool othersWill = _role == Role.Scheduled || _corkedThread == Environment.CurrentManagedThreadId;
        if (othersWill && Pending < BatchLength)
        {
            return false;
        }

        _role = Role.Held;
        return true;
    }

    /// <summary>Sends as the holder of the role, or hands it over. Gate not held.</summary>
    public void Send()
    {
        if (Pending < BatchLength && _rhythm.IsBackToBack())
        {
            HandOver();
            return;
        }

        Drain();
    }

    /// <summary>Sends a full batch as the holder of the role, or hands the role over: for who has many outboxes to fill.</summary>
    public void SendBatch()
    {
        if (Pending < BatchLength)
        {
            HandOver();
            return;
        }

        Drain();
    }

    /// <summary>Sends as the holder of the role, on this thread, however often it is called: for control.</summary>
    public void SendNow() => Drain();

    /// <summary>From here until <see cref="Uncork"/> this thread's messages are only gathered.</summary>
    public void Cork() => _corkedThread = Environment.CurrentManagedThreadId;

    /// <summary>Sends what was gathered since <see cref="Cork"/>.</summary>
    public void Uncork()
    {
        lock (Gate)
        {
            _corkedThread = 0;
            if (_closed || _role == Role.Held || (Pending == 0 && !_controlWanted))
            {
                return;
            }

            _role = Role.Held;
        }

        Drain();
    }

    /// <summary>Waits until the kernel has taken everything appended and all control asked for so far; false when the connection closed before.</summary>
    public ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            return _closed || (Pending == 0 && !_controlWanted && _role == Role.Idle)
                ? new ValueTask<bool>(!_closed)
                : new ValueTask<bool>(_flushes.WaitForAsync(_appended).WaitAsync(cancellationToken));
        }
    }

    /// <summary>Nothing more is sent; what was not sent is thrown away. May be called twice.</summary>
    /// <returns>Completes when nobody sends any more and every buffer is back. The link must be aborted for that.</returns>
    public Task CloseAsync()
    {
        lock (Gate)
        {
            _closed = true;
            _flushes.GiveUp();
            if (_role != Role.Held)
            {
                BecomeIdle();
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
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
