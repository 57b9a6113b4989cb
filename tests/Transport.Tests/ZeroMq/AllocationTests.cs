using Sockets.Transport.Buffers;
using Sockets.Transport.Tests.Support;
using Sockets.Transport.ZeroMq;

namespace Sockets.Transport.Tests.ZeroMq;

/// <summary>
/// A million messages in steady state allocate nothing per message. What holds waiting messages grows when more of them
/// wait than ever before, which may be late and is paid once: so they are sent in rounds, and the round that allocated the
/// least counts. It is bounded far below one object a message, which would come in every round: a single object every
/// thousand messages fails here.
/// </summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int Rounds = 4;
    private const int Messages = 1_000_000 / Rounds;
    private const int WarmUp = 200_000;
    private const int RoundTrips = 40_000 / Rounds;
    private const int RoundTripsWarmUp = 20_000;

    /// <summary>In the process, in a round: pauses, heartbeats and the runtime's own doings too.</summary>
    private const long ProcessBytes = 5_000;

    private static readonly byte[] s_message = new byte[64];

    public enum Sending
    {
        Try,
        Await,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "NULL")]
    [InlineData(2, "NULL")]
    [InlineData(2, "CURVE")]
    public async Task A_million_published_messages_allocate_nothing_each(int frames, string mechanism)
    {
        using Security security = new(mechanism);
        await using ZmqPublisher publisher = new(security.Server);
        await using ZmqSubscriber subscriber = new(security.Client);
        subscriber.Subscribe("");
        subscriber.Connect(publisher.Bind("tcp://127.0.0.1:*"));
        await publisher.WaitForSubscribersAsync(1, default, Token).WithinAsync();

        long allocated = await MeasureAsync(
            subscriber, () => (frames == 1 ? publisher.Publish(s_message) : publisher.Publish(s_message, s_message)).Queued == 1);

        Assert.InRange(allocated, 0, ProcessBytes);
    }

    [Theory]
    [InlineData(Sending.Try, "NULL")]
    [InlineData(Sending.Await, "NULL")]
    [InlineData(Sending.Try, "CURVE")]
    public async Task A_million_pushed_messages_allocate_nothing_each(Sending sending, string mechanism)
    {
        using Security security = new(mechanism);
        await using ZmqPull pull = new(security.Server);
        await using ZmqPush push = new(security.Client);
        push.Connect(pull.Bind("tcp://127.0.0.1:*"));
        await push.WaitForPeersAsync(1, Token).WithinAsync();

        long allocated = await MeasureAsync(
            pull, sending == Sending.Try ? () => push.TrySend(s_message) == SendStatus.Sent : () => Wait(push.SendAsync(s_message, Token)));

        Assert.InRange(allocated, 0, ProcessBytes);
    }

    [Fact]
    public async Task A_request_and_its_answer_allocate_nothing()
    {
        using Security security = new("NULL");
        await using ZmqReplier replier = new(security.Server);
        await using ZmqRequester requester = new(security.Client);
        requester.Connect(replier.Bind("tcp://127.0.0.1:*"));
        Task answering = Task.Run(AnswerAllAsync, Token);
        await AskAsync(RoundTripsWarmUp);
        GC.Collect();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await AskAsync(RoundTrips);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        await replier.DisposeAsync();
        await answering.WithinAsync();
        Assert.InRange(least, 0, ProcessBytes);

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

    /// <summary>What the least of all rounds allocated, while one thread sends and a task reads in batches.</summary>
    private static async Task<long> MeasureAsync(ZmqReceivingSocket receiver, Func<bool> trySend)
    {
        int received = 0;
        Task receiving = Task.Run(ReceiveAllAsync, Token);
        long least = long.MaxValue;
        await Together.RunAsync(1, _ =>
        {
            SendUntil(WarmUp);
            GC.Collect();
            for (int round = 1; round <= Rounds; round++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                SendUntil(WarmUp + (round * Messages));
                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }
        });
        await receiver.DisposeAsync();
        await receiving.WithinAsync();
        return least;

        void SendUntil(int total)
        {
            for (int sent = Volatile.Read(ref received); sent < total;)
            {
                if (trySend())
                {
                    sent++;
                }
                else
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
                    int count = await receiver.ReceiveAsync(batch, CancellationToken.None);
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

    private static bool Wait(ValueTask sending)
    {
#pragma warning disable CA2012, VSTHRD002 // Looked at until it is done, then consumed once: an await would allocate for the test.
        while (!sending.IsCompleted)
        {
            Thread.Yield();
        }

        sending.GetAwaiter().GetResult();
        return true;
#pragma warning restore CA2012, VSTHRD002
    }

    /// <summary>Options of two sides that share a mechanism and a pool that has lent as much before as will ever be out at once.</summary>
    private sealed class Security : IDisposable
    {
        private readonly ZmqCurveKeyPair? _keys;

        public Security(string mechanism)
        {
            Server = Client = new ZmqOptions { Pool = FilledPool(), Linger = TimeSpan.Zero };
            if (mechanism == "CURVE")
            {
                _keys = ZmqCurveKeyPair.Generate();
                Server = Server with { Security = ZmqSecurity.CurveServer(_keys) };
                Client = Client with { Security = ZmqSecurity.CurveClient(_keys.PublicKey) };
            }
        }

        public ZmqOptions Server { get; }

        public ZmqOptions Client { get; }

        public void Dispose() => _keys?.Dispose();

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
}
