using System.Threading.Tasks.Sources;
using Sockets.Transport.Tcp.Internal.Requests;

namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>
/// One SendAsync, request or reply that waits for credit or room, or for the kernel to take a large message out of the caller's memory.
/// Reused; everything but the task is guarded by the outbox's gate.
/// </summary>
internal sealed class SendWaiter : IValueTaskSource<SendStatus>, IInLine<SendWaiter>
{
    private readonly SendLane _lane;
    private ManualResetValueTaskSourceCore<SendStatus> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private LargeMessage? _large;
    private QueuedMessage _packed;

    public SendWaiter(SendLane lane) => _lane = lane;

    public SendWaiter? Previous { get; set; }

    public SendWaiter? Next { get; set; }

    /// <summary>The caller's message, borrowed until the task completes.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>The request or reply that waits; null for a SendAsync.</summary>
    public IHeadedMessage? Headed { get; private set; }

    /// <summary>What the message takes on the wire.</summary>
    public int WireLength { get; private set; }

    public ValueTask<SendStatus> Task => new(this, _source.Version);

    /// <summary>Takes a SendAsync.</summary>
    /// <param name="message">The caller's message.</param>
    /// <param name="wireLength">What it takes on the wire.</param>
    /// <param name="packed">The same compressed, if it was worth it; the waiter's from here on.</param>
    public void Begin(ReadOnlyMemory<byte> message, int wireLength, QueuedMessage packed)
    {
        Message = message;
        WireLength = wireLength;
        _packed = packed;
    }

    /// <summary>Hands the compressed message over, if there is one.</summary>
    public bool TryTakePacked(out QueuedMessage packed)
    {
        packed = _packed;
        _packed = default;
        return packed.IsCompressed;
    }

    /// <summary>The message as one that is sent out of the caller's memory, in frames of this length.</summary>
    public LargeMessage InPlace(int frameLength)
    {
        _large ??= new LargeMessage(this);
        _large.Begin(Message, frameLength, WireLength);
        return _large;
    }

    public void Begin(IHeadedMessage message, int wireLength)
    {
        Message = default;
        Headed = message;
        message.Waiting = this;
        WireLength = wireLength;
    }

    /// <summary>The request or reply waits no more; this place may be used again.</summary>
    public void End()
    {
        Headed!.Waiting = null;
        Headed = null;
        _lane.Recycle(this);
    }

    /// <summary>Cancelling takes it out of the line. Called without the gate, after it joined the line.</summary>
    public void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (waiter, token) => ((SendWaiter)waiter!)._lane.Cancel((SendWaiter)waiter, token), this);
        }
    }

    public void Complete(SendStatus status)
    {
        if (Headed is { } headed)
        {
            End();
            headed.OnPosted(status);
            return;
        }

        Forget();
        _source.SetResult(status);
    }

    public void Fail(Exception error)
    {
        Forget();
        _source.SetException(error);
    }

    public SendStatus GetResult(short token)
    {
        // A cancellation that is already running still holds this waiter: then it is not used again.
        bool reusable = _registration == default || _registration.Unregister();
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _registration = default;
            _source.Reset();
            if (reusable)
            {
                _lane.Recycle(this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Forget()
    {
        Message = default;
        if (TryTakePacked(out QueuedMessage packed))
        {
            packed.Buffer.Release();
        }
    }
}
