namespace Sockets.Transport.Tcp.Internal;

/// <summary>Sends on the thread pool, for connections that have no threads of their own.</summary>
internal sealed class PoolRunner : ISendRunner
{
    public static PoolRunner Instance { get; } = new();

    public void Schedule(Outbox outbox) => ThreadPool.UnsafeQueueUserWorkItem(outbox, preferLocal: false);

    public void Dispose()
    {
        // One for all, and it holds nothing.
    }
}
