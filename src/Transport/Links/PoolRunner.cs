namespace Sockets.Transport.Links;

/// <summary>Sends on the thread pool, for connections that have no threads of their own.</summary>
internal sealed class PoolRunner : ISendRunner
{
    public static PoolRunner Instance { get; } = new();

    public void Schedule(StreamSender sender) => ThreadPool.UnsafeQueueUserWorkItem(sender, preferLocal: false);

    public void Dispose()
    {
        // One for all, and it holds nothing.
    }
}
