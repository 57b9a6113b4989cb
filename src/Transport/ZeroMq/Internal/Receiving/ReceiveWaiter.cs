using System.Threading.Tasks.Sources;

namespace Sockets.Transport.ZeroMq.Internal.Receiving;

/// <summary>One who waits for a message: made once, used again and again.</summary>
internal sealed class ReceiveWaiter(FairQueue queue) : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;

    /// <summary>Begins to wait. The queue's gate is held.</summary>
    public ValueTask<bool> BeginAsync()
    {
        _source.Reset();
        return new ValueTask<bool>(this, _source.Version);
    }

    /// <summary>Gives up when the token says so, unless it was woken before.</summary>
    public void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _token = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(static waiter => ((ReceiveWaiter)waiter!).Cancel(), this);
        }
    }

    /// <summary>Ends the wait. Whoever took it from the queue does that, once.</summary>
    public void Wake(bool isOpen) => _source.SetResult(isOpen);

    public bool GetResult(short token)
    {
        // Waits for a cancellation that is running, so that none reaches the next wait.
        _registration.Dispose();
        _registration = default;
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            queue.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        if (queue.Leave(this))
        {
            _source.SetException(new OperationCanceledException(_token));
        }
    }
}
