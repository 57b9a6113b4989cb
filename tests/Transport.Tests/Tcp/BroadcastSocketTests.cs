using System.Buffers.Binary;
using System.Net;
using Sockets.Transport.Buffers;
using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Over real sockets: one stopped subscriber among many, and what a broadcast allocates.</summary>
[Collection(Alone.Name)]
public sealed class BroadcastSocketTests
{
    private const int Subscribers = 20;
    private const int Broadcasts = 5_000;
    private const int QueueMessages = 50;
    private const int AllocatingQueue = 64;
    private const int WarmUp = 20_000;
    private const int Measured = 100_000;

    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task One_stopped_among_many_loses_its_own_messages_only(Driver driver)
    {
        using CheckedPool shared = new();
        await using Fan fan = await Fan.StartAsync(Subscribers, driver, BufferPool.Shared);
        List<SlowSubscriber> notices = [];
        BroadcastGroup group = new(new BroadcastGroupOptions
        {
            Pool = shared.Pool,
            OnSlowSubscriber = notice =>
            {
                lock (notices)
                {
                    notices.Add(notice);
                }
            },
        });
        fan.Stop(client: 0);
        foreach (MessageConnection connection in fan.Server.Connections)
        {
            bool isStopped = fan.IsOf(0, connection);
            Assert.True(group.Add(connection, new SubscriberOptions
            {
                Policy = isStopped ? OverflowPolicy.DropOldest : OverflowPolicy.Wait,
                QueueMessages = QueueMessages,
            }));
        }

        byte[] message = new byte[1_000];
        long most = 0;
        for (int i = 0; i < Broadcasts; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(message, i);
            Assert.Equal(Subscribers, (await group.BroadcastAsync(message, TestContext.Current.CancellationToken).AsTask().WithinAsync()).Matched);
            most = Math.Max(most, shared.Outstanding);
        }

        await Eventually.TrueAsync(() => fan.Counts.Skip(1).All(count => count == Broadcasts));
        Assert.False(fan.WasOutOfOrder);
        BroadcastSubscriber stopped = group.GetSubscribers().Single(subscriber => subscriber.Options.Policy == OverflowPolicy.DropOldest);
        Assert.Equal(QueueMessages, stopped.Counters.Pending);
        Assert.True(stopped.Counters.DroppedOldest > 0);
        Assert.Equal(Broadcasts, stopped.Counters.Sent + stopped.Counters.DroppedOldest + stopped.Counters.Pending);
        Assert.Equal(Subscribers * Broadcasts, group.GetCounters().Submitted);
        Assert.Equal(0, group.GetCounters().Refused);
        Assert.InRange(most, 0, (Subscribers * QueueMessages) + 1);
        Assert.Equal((stopped.Connection, SlowPhase.Begin), (Assert.Single(notices).Connection, notices[0].Phase));

        fan.GoOn();
        await Eventually.TrueAsync(() => notices.Count == 2);
        Assert.Equal((SlowPhase.End, stopped.Counters.DroppedOldest), (notices[1].Phase, notices[1].Lost));
    }

    [Theory]
    [InlineData(32, false)]
    [InlineData(40_000, false)]
    [InlineData(600, true)]
    [InlineData(40_000, true)]
    public async Task A_broadcast_allocates_nothing(int length, bool compresses)
    {
        BufferPool pool = new();
        List<PooledBuffer> lent = [];
        for (int size = 256; size <= 1 << 20; size *= 2)
        {
            lent.AddRange(Enumerable.Range(0, 300).Select(_ => pool.Rent(size)));
        }

        lent.ForEach(block => block.Release());
        await using Fan fan = await Fan.StartAsync(4, Driver.Async, pool, compresses ? Lz4Compressor.Instance : null);
        BroadcastGroup group = new(new BroadcastGroupOptions { Pool = pool });
        foreach (MessageConnection connection in fan.Server.Connections)
        {
            group.Add(connection, new SubscriberOptions { QueueMessages = AllocatingQueue });
        }

        byte[] message = new byte[length];
        int factor = length > 1_000 ? 20 : 1;
        long thread = 0;
        long process = 0;
        await Together.RunAsync(1, _ =>
        {
            Enumerable.Range(0, 4).ToList().ForEach(FillQueue);
            Send(WarmUp / factor);
            GC.Collect();
            process = GC.GetTotalAllocatedBytes(precise: true);
            thread = GC.GetAllocatedBytesForCurrentThread();
            Send(Measured / factor);
            thread = GC.GetAllocatedBytesForCurrentThread() - thread;
            process = GC.GetTotalAllocatedBytes(precise: true) - process;
        });

        Assert.InRange(thread, 0, 1_000);
        Assert.InRange(process, 0, 100_000);

        // Lets each queue grow to its bound, as it may for the first time at any moment later.
        void FillQueue(int client)
        {
            fan.Stop(client);
            while (group.GetSubscribers().All(subscriber => subscriber.Counters.Pending < AllocatingQueue || !fan.IsOf(client, subscriber.Connection)))
            {
                Send(1);
            }

            fan.GoOn();
        }

        void Send(int count)
        {
            for (int i = 0; i < count; i++)
            {
                group.TryBroadcast(message);
            }
        }
    }

    /// <summary>A server and clients that count numbered messages; one of them can be held.</summary>
    private sealed class Fan : IAsyncDisposable
    {
        private readonly ManualResetEventSlim _goOn = new(initialState: true);
        private readonly int[] _counts;
        private volatile bool _wasOutOfOrder;
        private int _held = -1;

        private Fan(MessageServer server, int clients)
        {
            Server = server;
            Clients = new MessageClient[clients];
            _counts = new int[clients];
        }

        public MessageServer Server { get; }

        public MessageClient[] Clients { get; }

        public int[] Counts => [.. _counts.Select((_, i) => Volatile.Read(ref _counts[i]))];

        public bool WasOutOfOrder => _wasOutOfOrder;

        public static async Task<Fan> StartAsync(int clients, Driver driver, BufferPool pool, IMessageCompressor? compressor = null)
        {
            Fan fan = new(
                MessageServer.Start(new MessageServerOptions
                {
                    EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
                    Driver = driver,
                    Pool = pool,
                    Session = new SessionOptions { Compressor = compressor },
                }),
                clients);
            for (int i = 0; i < clients; i++)
            {
                int id = i;
                fan.Clients[i] = await MessageClient.ConnectAsync(
                    new MessageClientOptions
                    {
                        EndPoint = fan.Server.LocalEndPoint,
                        Handler = new MessageActions { Message = (_, payload) => fan.Count(id, payload) },
                        Pool = pool,
                        Session = new SessionOptions { WindowMessages = 100, Compressor = compressor },
                    },
                    TestContext.Current.CancellationToken);
            }

            await Eventually.TrueAsync(() => fan.Server.Connections.Count == clients);
            return fan;
        }

        /// <summary>Whether this is the server's end of a client's connection.</summary>
        public bool IsOf(int client, MessageConnection connection) =>
            connection.RemoteEndPoint!.Equals(Clients[client].Connection.LocalEndPoint);

        /// <summary>A client's handler does not return from now on.</summary>
        public void Stop(int client)
        {
            _goOn.Reset();
            Volatile.Write(ref _held, client);
        }

        public void GoOn()
        {
            Volatile.Write(ref _held, -1);
            _goOn.Set();
        }

        public async ValueTask DisposeAsync()
        {
            GoOn();
            await Task.WhenAll(Clients.Select(client => client.DisposeAsync().AsTask())).WithinAsync();
            await Server.DisposeAsync().WithinAsync();
            _goOn.Dispose();
        }

        private void Count(int id, ReadOnlySpan<byte> payload)
        {
            if (id == Volatile.Read(ref _held))
            {
                _goOn.Wait(Bounded.Default);
            }
            else if (BinaryPrimitives.ReadInt32LittleEndian(payload) is int number && number != 0 && number != _counts[id])
            {
                _wasOutOfOrder = true;
            }

            Volatile.Write(ref _counts[id], _counts[id] + 1);
        }
    }
}
