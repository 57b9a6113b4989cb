namespace Sockets.Transport.Tests.Support;

/// <summary>Runs the same code on several threads of their own and passes on the first failure of any of them.</summary>
internal static class Together
{
    /// <summary>Done when every thread has ended, or one has thrown; fails when neither happens within 30 s.</summary>
    /// <param name="threads">How many threads.</param>
    /// <param name="body">What each does; it is given the thread's number, from 0.</param>
    public static Task RunAsync(int threads, Action<int> body)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int running = threads;
        for (int i = 0; i < threads; i++)
        {
            int id = i;
            Thread thread = new(() =>
            {
                try
                {
                    body(id);
                    if (Interlocked.Decrement(ref running) == 0)
                    {
                        done.TrySetResult();
                    }
                }
                catch (Exception failure)
                {
                    done.TrySetException(failure);
                }
            });

            // In the background: when one has thrown, the others may wait for it for ever.
            thread.IsBackground = true;
            thread.Start();
        }

        return done.Task.WithinAsync(what: $"the end of {threads} threads");
    }
}
