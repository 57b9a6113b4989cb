using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Sockets.Transport.Links;

/// <summary>
/// The rule of who hands a connection's bytes to the kernel: whoever appends while nobody sends does it at once, on its own
/// thread and with no lock held; what is appended meanwhile is the next batch. A caller that sends back to back hands that
/// role over, so that its messages leave in batches; one that sends now and then keeps it, so that a message takes no
/// thread hop. What is sent, and in which pieces, is the derived class's.
/// </summary>
internal abstract partial class StreamSender : IThreadPoolWorkItem
{
    /// <summary>What one call into the kernel is given at most, but for a single longer message.</summary>
    public const int BatchLength = 64 * 1024;

    /// <summary>The first block of an idle connection is small: most are never filled.</summary>
    protected const int FirstBlockLength = 4 * 1024;

    /// <summary>After so many batches a caller hands the role over, so that it is not held for others' messages.</summary>
    private const int BatchesPerCaller = 8;

    private readonly IStreamLink _link;
    private readonly ISendRunner _runner;
    private readonly Action _resume;

    // Guarded by the gate.
    private TaskCompletionSource? _ended;
    private Role _role;
    private bool _inQueue;
    private long _appended;

    // Touched only by who holds the role.
    private readonly SendRhythm _rhythm = new();
    private ConfiguredValueTaskAwaitable<LinkResult>.ConfiguredValueTaskAwaiter _sending;
    private ulong _messagesBeforeRun;

    // Written by who holds the role, read by anyone.
    private long _handedOver;
    private long _sendCalls;

    protected StreamSender(IStreamLink link, ISendRunner runner, Lock gate)
    {
        _link = link;
        _runner = runner;
        _resume = Resume;
        Gate = gate;
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

    /// <summary>Guards the appending side; never held during a call into the kernel.</summary>
    public Lock Gate { get; }

    /// <summary>Bytes appended and not yet taken by the kernel; exact with the gate held.</summary>
    public long Pending => Volatile.Read(ref _appended) - Volatile.Read(ref _handedOver);

    /// <summary>How many calls into the kernel were made for sending.</summary>
    public long SendCalls => Volatile.Read(ref _sendCalls);

    /// <summary>Messages of which the kernel took every byte. Gate held.</summary>
    public ulong MessagesOnWire { get; protected set; }

    /// <summary>Whether nothing more is sent. Gate held.</summary>
    protected bool IsClosed { get; private set; }

    /// <summary>Whether somebody sends. Gate held.</summary>
    protected bool IsSending => _role == Role.Held;

    /// <summary>Whether nobody sends or is going to. Gate held.</summary>
    protected bool IsIdle => _role == Role.Idle;

    /// <summary>Whether messages are gathered for a sender on another thread.</summary>
    protected bool InBatches => _rhythm.InBatches;

    /// <summary>Everything appended so far, in bytes. Gate held.</summary>
    protected long Appended => _appended;

    /// <summary>What the kernel took of it.</summary>
    protected long HandedOver => Volatile.Read(ref _handedOver);

    /// <summary>Whether the kernel has still to take some of a piece. Holder of the role only.</summary>
    protected abstract bool HasRest { get; }

    /// <summary>The part of that which stands in one place. Holder of the role only.</summary>
    protected abstract ReadOnlyMemory<byte> Rest { get; }

    /// <summary>Takes the role, if it is not held. Gate held; when it says true, send after leaving it.</summary>
    /// <param name="othersWill">Somebody else will send this, unless it is a whole batch.</param>
    protected bool TryTakeRole(bool othersWill)
    {
        if (IsClosed || _role == Role.Held || ((othersWill || _role == Role.Scheduled) && Pending < BatchLength))
        {
            return false;
        }

        _role = Role.Held;
        return true;
    }

    /// <summary>Takes the role from whoever it was handed to and has not begun: what is there is the last. Gate held.</summary>
    protected bool TryTakeLastRole()
    {
        if (IsClosed || _role == Role.Held)
        {
            return false;
        }

        _role = Role.Held;
        return true;
    }

    /// <summary>Nothing more is sent. Gate held; may be called twice.</summary>
    /// <returns>Completes when nobody sends any more and everything was dropped. The link must be ended for that.</returns>
    protected Task CloseWithGateAsync()
    {
        IsClosed = true;
        if (_role != Role.Held)
        {
            GiveRoleBack();
            return Task.CompletedTask;
        }

        _ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _ended.Task;
    }

    /// <summary>So many bytes are to be sent in addition. Gate held.</summary>
    protected void CountAppended(long bytes) => Volatile.Write(ref _appended, _appended + bytes);

    /// <summary>The kernel took so many of them. Holder of the role only.</summary>
    protected void CountHandedOver(long bytes) => Volatile.Write(ref _handedOver, _handedOver + bytes);

    /// <summary>Accounts for the piece that was sent; there is none after it. Gate held.</summary>
    protected abstract void FinishPiece();

    /// <summary>Takes what is to be sent next; false when there is nothing. Gate held.</summary>
    protected abstract bool TryTakeNext();

    /// <summary>Whether somebody found no room and there may be some now; it is asked again only when that happens again. Gate held.</summary>
    protected abstract bool TakeRoomWanted();

    /// <summary>Lets who found no room append. Called by the holder of the role, without the gate.</summary>
    protected abstract void OnRoom();

    /// <summary>Hands the rest of the piece to the kernel. Holder of the role only.</summary>
    protected abstract LinkResult TrySend();

    /// <summary>The kernel took so many bytes of the piece. Holder of the role only.</summary>
    protected abstract void OnTaken(int bytes);

    /// <summary>The kernel refused for good. Called once, without the gate, after <see cref="DropAll"/>.</summary>
    protected abstract void OnFailed(SocketError error);

    /// <summary>Throws everything away: it is closed, and nobody sends. Gate held; may be called twice.</summary>
    protected abstract void DropAll();
}
