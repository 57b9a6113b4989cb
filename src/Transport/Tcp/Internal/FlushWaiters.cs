namespace Sockets.Transport.Tcp.Internal;

/// <summary>Who waits until the kernel has taken a certain byte. Guarded by the outbox's gate.</summary>
internal sealed class FlushWaiters
{
    // In the order of their targets: each is the outbox's end at the moment of the call, which only grows.
    private readonly Queue<(long Target, TaskCompletionSource Done)> _waiting = new();

    public Task WaitForAsync(long target)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((target, done));
        return done.Task;
    }

    public void CompleteUpTo(long handedOver)
    {
        while (_waiting.TryPeek(out (long Target, TaskCompletionSource Done) first) && first.Target <= handedOver)
        {
            _waiting.Dequeue().Done.TrySetResult();
        }
    }

    public void CompleteAll() => CompleteUpTo(long.MaxValue);
}
