using System.Threading.Tasks.Sources;
using Sockets.Transport.Framing;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tcp.Internal.Wire;

namespace Sockets.Transport.Tcp.Internal.Requests;

/// <summary>One RequestAsync that somebody waits for. Reused; everything but the task is guarded by the outbox's gate.</summary>
internal sealed class PendingRequest : IValueTaskSource<Message>, IHeadedMessage, IInLine<PendingRequest>
{
    private readonly RequestCalls _calls;
    private ManualResetValueTaskSourceCore<Message> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;

    public PendingRequest(RequestCalls calls) => _calls = calls;

    public PendingRequest? Previous { get; set; }

    public PendingRequest? Next { get; set; }

    public RequestStage Stage { get; set; }

    /// <summary>What it is called on the wire, once it has a place.</summary>
    public uint Id { get; set; }

    /// <summary>When nobody waits any more, in milliseconds of the ticker's clock.</summary>
    public long Deadline { get; private set; }

    /// <summary>The caller's payload, borrowed until the task completes.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    public SendWaiter? Waiting { get; set; }

    public MessageHead Head => new(Trn1FrameType.Request, Id, (uint)Math.Clamp(Deadline - _calls.ReadClock(), 1, int.MaxValue));

    public ValueTask<Message> Task => new(this, _source.Version);

    public void Begin(ReadOnlyMemory<byte> payload, long deadline)
    {
        Payload = payload;
        Deadline = deadline;
    }

    /// <summary>Called without the gate, once the request is on its way.</summary>
    public void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (request, token) => ((PendingRequest)request!)._calls.Cancel((PendingRequest)request, token), this);
        }
    }

    public void OnPosted(SendStatus status) => _calls.OnPosted(this, status);

    /// <summary>The answer. Whoever calls has made its stage Over before.</summary>
    public void Complete(Message answer)
    {
        Payload = default;
        _source.SetResult(answer);
    }

    /// <summary>There is none. Whoever calls has made its stage Over before.</summary>
    public void Fail(Exception error)
    {
        Payload = default;
        _source.SetException(error);
    }

    public Message GetResult(short token)
    {
        // A cancellation that is already running still holds this object: then it is not used again.
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
                _calls.Recycle(this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
