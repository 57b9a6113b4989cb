using Sockets.Transport.Buffers;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>
/// In steady state no message allocates. What is allocated is bounded far below one byte a message, so that one allocation in
/// a hundred messages fails here.
/// </summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int Messages = 1_000_000;
    private const int WarmUp = 200_000;
    private const int RoundTrips = 20_000;

    /// <summary>In the process: pauses, heartbeats and the runtime's own doings too.</summary>
    private const long ProcessBytes = 200_000;

    private static readonly byte[] s_message = new byte[64];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "NULL")]
    [InlineData(2, "NULL")]
    [InlineData(2, "CURVE")]
    public async Task A_million_published_messages_allocate_nothing_each(int frames, string mechanism)
    {
        ZmqOptions options = new() { Pool = FilledPool(), Linger = TimeSpan.Zero };
        using var keys = ZmqCurveKeyPair.Generate();
        bool isCurve = mechanism == "CURVE";
        await using ZmqPublisher publisher = new(isCurve ? options with { Security = ZmqSecurity.CurveServer(keys) } : options);
        await using ZmqSubscriber subscriber = new(isCurve ? options with { Security = ZmqSecurity.CurveClient(keys.PublicKey) } : options);
        subscriber.Subscribe("");
        subscriber.Connect(publisher.Bind("tcp://127.0.0.1:*"));
        await publisher.WaitForSubscribersAsync(1, default, Token).WithinAsync();
        int received = 0;
        Task receiving = Task.Run(ReceiveAllAsync, Token);
        long allocated = 0;
        await Together.RunAsync(1, _ =>
        {
            PublishUntil(WarmUp);
            GC.Collect();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            PublishUntil(WarmUp + Messages);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        });
        await publisher.DisposeAsync();
        await subscriber.DisposeAsync();
        await receiving.WithinAsync();
        Assert.InRange(allocated, 0, ProcessBytes);

        void PublishUntil(int total)
        {
            for (int sent = Volatile.Read(ref received); sent < total;)
            {
                PublishResult result = frames == 1 ? publisher.Publish(s_message) : publisher.Publish(s_message, s_message);
                sent += result.Queued;
                if (result.Dropped > 0)
                {
                    Thread.Yield();
                }
            }

            SpinWait spin = default;
            while (Volatile.Read(ref received) < total)
            {
                spin.SpinOnce();
            }
        }

        async Task ReceiveAllAsync()
        {
            ZmqMessage[] batch = new ZmqMessage[100];
            try
            {
                while (true)
                {
                    int count = await subscriber.ReceiveAsync(batch, CancellationToken.None);
                    for (int i = 0; i < count; i++)
                    {
                        batch[i].Dispose();
                    }

                    Volatile.Write(ref received, received + count);
                }
            }
            catch (ObjectDisposedException)
            {
                // The end.
            }
        }
    }

    [Fact]
    public async Task A_request_and_its_answer_allocate_nothing()
    {
        ZmqOptions options = new() { Pool = FilledPool(), Linger = TimeSpan.Zero };
        await using ZmqReplier replier = new(options);
        await using ZmqRequester requester = new(options);
        requester.Connect(replier.Bind("tcp://127.0.0.1:*"));
        Task answering = Task.Run(AnswerAllAsync, Token);
        await AskAsync(RoundTrips);
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await AskAsync(RoundTrips);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        await replier.DisposeAsync();
        await answering.WithinAsync();
        Assert.InRange(allocated, 0, ProcessBytes);

        async Task AskAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                (await requester.RequestAsync(s_message, Token)).Dispose();
            }
        }

        async Task AnswerAllAsync()
        {
            try
            {
                while (true)
                {
                    using ZmqRequest request = await replier.ReceiveAsync(CancellationToken.None);
                    request.TryReply(request.First);
                }
            }
            catch (ObjectDisposedException)
            {
                // The end.
            }
        }
    }

    /// <summary>A pool that has lent as much before as will ever be out at once.</summary>
    private static BufferPool FilledPool()
    {
        BufferPool pool = new();
        List<PooledBuffer> lent = [];
        for (int length = 256; length <= 1 << 20; length *= 2)
        {
            lent.AddRange(Enumerable.Range(0, length <= 8192 ? 200 : 16).Select(_ => pool.Rent(length)));
        }

        lent.ForEach(block => block.Release());
        return pool;
    }
}
