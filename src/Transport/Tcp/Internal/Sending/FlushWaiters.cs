namespace Sockets.Transport.Tcp.Internal.Sending;

/// <summary>Who waits until the kernel has taken a certain byte. Guarded by the outbox's gate.</summary>
internal sealed class FlushWaiters
{
    // In the order of their targets: each is the outbox's end at the moment of the call, which only grows.
    private readonly Queue<(long Target, TaskCompletionSource<bool> Done)> _waiting = new();

    /// <summary>Completes with whether the kernel has taken everything up to this byte; if not, it never will.</summary>
    public Task<bool> WaitForAsync(long target)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((target, done));
        return done.Task;
    }

    public void CompleteUpTo(long handedOver)
    {
        while (_waiting.TryPeek(out (long Target, TaskCompletionSource<bool> Done) first) && first.Target <= handedOver)
        {
            _waiting.Dequeue().Done.TrySetResult(true);
        }
    }

    /// <summary>The kernel takes nothing more.</summary>
    public void GiveUp()
    {
        while (_waiting.TryDequeue(out (long Target, TaskCompletionSource<bool> Done) first))
        {
            first.Done.TrySetResult(false);
        }
    }
}
