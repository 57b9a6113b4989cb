using System.Diagnostics;
using System.Net;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.Transport.Statsd;

namespace Sockets.EndToEnd.Statsd;

/// <summary>Adds to one counter as fast as some threads can.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="threads">How many add at once.</param>
/// <param name="way">What they add to.</param>
internal sealed class AddingLeg(string name, int threads, AddingLeg.Way way) : Leg(name)
{
    /// <summary>Time of one thread for one addition.</summary>
    public const string NanosecondsEach = "nanosecondsEach";

    /// <summary>Managed memory for one addition.</summary>
    public const string BytesEach = "bytesEach";

    // Between two looks at the clock.
    private const int Block = 10_000;

    private long _shared;

    /// <summary>What is added to.</summary>
    public enum Way
    {
        /// <summary>A number that all threads share.</summary>
        Interlocked,

        /// <summary>Our counter's handle.</summary>
        Counter,
    }

    public override async Task<Figures> RunPassAsync(PassPlan plan, CancellationToken cancellationToken)
    {
        await using StatsdClient client = new(new StatsdOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 9), FlushTimeout = TimeSpan.Zero });
        StatsdCounter counter = client.CreateCounter("bench");
        Run(counter, plan.Warmup);
        (long added, long allocated, TimeSpan elapsed) = Run(counter, plan.Scored);
        return new Figures
        {
            [NanosecondsEach] = elapsed.TotalNanoseconds * threads / added,
            [BytesEach] = (double)allocated / added,
            [Keys.MessagesPerSecond] = added / elapsed.TotalSeconds,
        };
    }

    private (long Added, long Allocated, TimeSpan Elapsed) Run(StatsdCounter counter, TimeSpan time)
    {
        long added = 0;
        long allocated = 0;
        long start = Stopwatch.GetTimestamp();
        Thread[] adding = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            // What a thread's first addition makes, it makes once.
            AddBlock(counter);
            long own = Block;
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (; Stopwatch.GetElapsedTime(start) < time; own += Block)
            {
                AddBlock(counter);
            }

            Interlocked.Add(ref added, own);
            Interlocked.Add(ref allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }))];
        Array.ForEach(adding, thread => thread.Start());
        Array.ForEach(adding, thread => thread.Join());
        return (added, allocated, Stopwatch.GetElapsedTime(start));
    }

    private void AddBlock(StatsdCounter counter)
    {
        if (way == Way.Counter)
        {
            for (int i = 0; i < Block; i++)
            {
                counter.Add();
            }
        }
        else
        {
            for (int i = 0; i < Block; i++)
            {
                Interlocked.Increment(ref _shared);
            }
        }
    }
}
