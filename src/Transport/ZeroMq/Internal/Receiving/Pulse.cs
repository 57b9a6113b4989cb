namespace Sockets.Transport.ZeroMq.Internal.Receiving;

/// <summary>
/// Tells everybody who waits that something has changed. Take <see cref="Next"/> before looking, so that no change falls
/// between. Costs nothing while nobody waits.
/// </summary>
internal sealed class Pulse
{
    private TaskCompletionSource? _next;

    /// <summary>Completes with the next change.</summary>
    public Task Next
    {
        get
        {
            TaskCompletionSource? next = Volatile.Read(ref _next);
            if (next is not null)
            {
                return next.Task;
            }

            TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _next, made, comparand: null) ?? made).Task;
        }
    }

    /// <summary>Something has changed.</summary>
    public void Beat()
    {
        // A full fence, so that whoever took Next before this looks after what was changed before it.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _next) is not null)
        {
            Interlocked.Exchange(ref _next, value: null)?.TrySetResult();
        }
    }
}
