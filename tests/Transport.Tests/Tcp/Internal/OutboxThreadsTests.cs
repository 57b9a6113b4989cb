using System.Buffers.Binary;
using System.Collections.Concurrent;
using Sockets.Transport.Links;
using Sockets.Transport.Tcp.Internal.Sending;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp.Internal;

/// <summary>Many threads append, flush and ask for control at once, over a link that is often full.</summary>
public sealed class OutboxThreadsTests : IDisposable
{
    private const int Producers = 4;
    private const int MessagesEach = 2_000;

    private readonly CheckedPool _pool = new();
    private int _inside;

    public void Dispose() => _pool.Dispose();

    [Fact]
    public Task Loses_nothing_and_keeps_each_threads_order_on_the_pool() => Run(PoolRunner.Instance);

    [Fact]
    public async Task Loses_nothing_and_keeps_each_threads_order_on_a_thread_of_its_own()
    {
        using ThreadRunner runner = new("test-send");
        await Run(runner);
    }

    private async Task Run(ISendRunner runner)
    {
        int seed = Seed.Take();
        OutboxRig rig = new(_pool, capacity: 300, runner);
        Random pace = new(seed);
        rig.Link.TakeOnly(0);
        rig.OnSend = () =>
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside));
            rig.Link.MostPerCall = pace.Next(1, 400);
            Interlocked.Decrement(ref _inside);
        };
        ConcurrentQueue<Task> flushes = new();
        using CancellationTokenSource drained = new();
        Task taking = Task.Run(() => TakeAtRandom(rig.Link, new Random(seed + 1), drained.Token), TestContext.Current.CancellationToken);

        await Together.RunAsync(Producers, id => Produce(rig, id, new Random(seed + 2 + id), flushes));

        await Task.WhenAll(flushes).WithinAsync();
        await rig.Outbox.FlushAsync(TestContext.Current.CancellationToken).WithinAsync();
        await drained.CancelAsync();
        await taking.WithinAsync();
        Check(rig);
        await rig.Outbox.CloseAsync().WithinAsync();
    }

    private static void Produce(OutboxRig rig, int id, Random random, ConcurrentQueue<Task> flushes)
    {
        for (int i = 0; i < MessagesEach; i++)
        {
            Append(rig, id, i);
            switch (random.Next(32))
            {
                case 0:
                    flushes.Enqueue(rig.Outbox.FlushAsync(CancellationToken.None).AsTask());
                    break;
                case 1:
                    rig.Say("");
                    break;
                case 2:
                    Thread.Yield();
                    break;
            }
        }

        // Whoever is the last to append leaves nothing behind.
        flushes.Enqueue(rig.Outbox.FlushAsync(CancellationToken.None).AsTask());
    }

    private static void Append(OutboxRig rig, int id, int number)
    {
        bool send;
        lock (rig.Outbox.Gate)
        {
            Span<byte> frame = rig.Outbox.Reserve(4);
            BinaryPrimitives.WriteInt32BigEndian(frame, (id << 24) | number);
            rig.Outbox.Commit(4);
            rig.Outbox.EndMessage();
            send = rig.Outbox.TakeRole();
        }

        if (send)
        {
            rig.Outbox.Send();
        }
    }

    private static void TakeAtRandom(TestLink link, Random random, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            link.TakeMore(random.Next(1, 200));
            Thread.Yield();
        }
    }

    private static void Check(OutboxRig rig)
    {
        Assert.False(rig.GateWasHeld);
        Assert.Empty(rig.Failures);
        Assert.Equal((ulong)(Producers * MessagesEach), rig.MessagesOnWire);
        byte[] taken = rig.Link.Taken;
        Assert.Equal(Producers * MessagesEach * 4, taken.Length);
        int[] next = new int[Producers];
        for (int at = 0; at < taken.Length; at += 4)
        {
            int frame = BinaryPrimitives.ReadInt32BigEndian(taken.AsSpan(at));
            Assert.Equal(next[frame >> 24]++, frame & 0xFFFFFF);
        }
    }
}
