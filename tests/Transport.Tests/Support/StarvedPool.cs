namespace Sockets.Transport.Tests.Support;

/// <summary>
/// Keeps every thread of the pool busy until it is disposed: more work items wait in it than it may have threads. Only
/// for tests that run alone, on a thread that waits in place.
/// </summary>
internal sealed class StarvedPool : IDisposable
{
    private const int MoreThanThreads = 200;

    private readonly ManualResetEventSlim _over = new();
    private readonly CountdownEvent _left = new(MoreThanThreads);
    private readonly (int Workers, int Completions) _most;

    public StarvedPool()
    {
        ThreadPool.GetMaxThreads(out _most.Workers, out _most.Completions);
        Assert.True(ThreadPool.SetMaxThreads(Environment.ProcessorCount, _most.Completions));
        for (int i = 0; i < MoreThanThreads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.Block(), this, preferLocal: false);
        }
    }

    /// <summary>Whether work has waited all the time for a thread: then nothing queued later has run.</summary>
    public bool IsStarved => ThreadPool.PendingWorkItemCount > 0 && !_over.IsSet;

    public void Dispose()
    {
        ThreadPool.SetMaxThreads(_most.Workers, _most.Completions);
        _over.Set();
        Assert.True(_left.Wait(Bounded.Default));
        _left.Dispose();
        _over.Dispose();
    }

    private void Block()
    {
        _over.Wait();
        _left.Signal();
    }
}
