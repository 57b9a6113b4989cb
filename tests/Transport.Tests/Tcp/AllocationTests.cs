using System.Net;
using Sockets.Transport.Buffers;
using Sockets.Transport.Compression;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// A million messages in steady state allocate nothing per message. What holds waiting messages grows when more of them
/// wait than ever before, which may be late and is paid once: so they are sent in rounds, and the round that allocated the
/// least counts. It is bounded far below one object a message, which would come in every round: of short messages a single
/// object every thousand fails here.
/// </summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int Rounds = 4;
    private const int Messages = 1_000_000 / Rounds;
    private const int WarmUp = 200_000;
    private const int CompressedMessages = 200_000 / Rounds;
    private const int CompressedWarmUp = 50_000;
    private const int LargeMessages = 5_000 / Rounds;
    private const int LargeWarmUp = 1_000;
    private const int Window = 1_000;

    /// <summary>On the sending thread: the objects that hold the outbox's blocks.</summary>
    private const long ThreadBytes = 1_000;

    /// <summary>In the process, in a round: heartbeats and the runtime's own doings too. A short message has 0.02 bytes of it.</summary>
    private const long ProcessBytes = 5_000;

    private static readonly byte[] s_message = new byte[32];

    public enum Sending
    {
        Try,
        Await,
    }

    public enum Receiving
    {
        Push,
        Pull,
    }

    public static TheoryData<Sending, Receiving, Driver> Ways => new MatrixTheoryData<Sending, Receiving, Driver>(
        [Sending.Try, Sending.Await], [Receiving.Push, Receiving.Pull], [Driver.Async, Driver.DedicatedThread]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_million_messages_allocate_nothing_each(Sending sending, Receiving receiving, Driver driver)
    {
        Counter counter = new();
        BufferPool pool = FilledPool();
        SessionOptions session = new() { WindowMessages = Window };
        await using MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Driver = driver,
            Handler = receiving == Receiving.Push ? counter : null,
            Session = session,
            Pool = pool,
        });
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = server.LocalEndPoint, Driver = driver, Session = session, Pool = pool }, TestContext.Current.CancellationToken);
        Task pulling = receiving == Receiving.Pull ? Task.Run(() => PullAsync(server, counter), CancellationToken.None) : Task.CompletedTask;
        (long Thread, long Process) allocated = default;

        await Together.RunAsync(1, _ =>
        {
            for (int i = 0; i < 4 && receiving == Receiving.Pull; i++)
            {
                FillWindow(client, counter);
            }

            Send(client, sending, counter, WarmUp, s_message);
            allocated = MeasureRounds(round => Send(client, sending, counter, WarmUp + (round * Messages), s_message));
        });
        await client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        await pulling.WithinAsync();

        Assert.Equal(WarmUp + (Rounds * Messages), counter.Count);
        Assert.InRange(allocated.Thread, 0, ThreadBytes);
        Assert.InRange(allocated.Process, 0, ProcessBytes);
    }

    /// <summary>Those that are kept until they are acknowledged.</summary>
    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task Messages_that_can_be_sent_again_allocate_nothing_each(Driver driver)
    {
        Counter counter = new();
        BufferPool pool = FilledPool();
        SessionOptions session = new() { WindowMessages = Window };
        await using MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Driver = driver,
            Handler = counter,
            Session = session,
            Pool = pool,
            Resume = new(),
        });
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = server.LocalEndPoint, Driver = driver, Session = session, Pool = pool, Resume = new() },
            TestContext.Current.CancellationToken);
        (long Thread, long Process) allocated = default;

        await Together.RunAsync(1, _ =>
        {
            Send(client, Sending.Try, counter, WarmUp, s_message);
            allocated = MeasureRounds(round => Send(client, Sending.Try, counter, WarmUp + (round * Messages), s_message));
        });

        Assert.InRange(allocated.Thread, 0, ThreadBytes);
        Assert.InRange(allocated.Process, 0, ProcessBytes);
    }

    /// <summary>Those that leave from the caller's memory and arrive in fragments.</summary>
    [Theory]
    [InlineData(Driver.Async)]
    [InlineData(Driver.DedicatedThread)]
    public async Task Large_messages_allocate_nothing_each(Driver driver)
    {
        Counter counter = new();
        BufferPool pool = FilledPool();
        byte[] message = new byte[200_000];
        await using MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Driver = driver,
            Handler = counter,
            Pool = pool,
        });
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = server.LocalEndPoint, Driver = driver, Pool = pool }, TestContext.Current.CancellationToken);
        (long Thread, long Process) allocated = default;

        await Together.RunAsync(1, _ =>
        {
            Send(client, Sending.Await, counter, LargeWarmUp, message);
            allocated = MeasureRounds(round => Send(client, Sending.Await, counter, LargeWarmUp + (round * LargeMessages), message));
        });

        Assert.InRange(allocated.Thread, 0, ThreadBytes);
        Assert.InRange(allocated.Process, 0, ProcessBytes);
    }

    /// <summary>Those that are compressed and decompressed.</summary>
    [Theory]
    [InlineData(Sending.Try, Receiving.Push)]
    [InlineData(Sending.Await, Receiving.Pull)]
    public async Task Compressed_messages_allocate_nothing_each(Sending sending, Receiving receiving)
    {
        Counter counter = new();
        BufferPool pool = FilledPool();
        byte[] message = new byte[1000];
        SessionOptions session = new() { WindowMessages = Window, Compressor = Lz4Compressor.Instance };
        await using MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Handler = receiving == Receiving.Push ? counter : null,
            Session = session,
            Pool = pool,
        });
        await using MessageClient client = await MessageClient.ConnectAsync(
            new MessageClientOptions { EndPoint = server.LocalEndPoint, Session = session, Pool = pool }, TestContext.Current.CancellationToken);
        Task pulling = receiving == Receiving.Pull ? Task.Run(() => PullAsync(server, counter), CancellationToken.None) : Task.CompletedTask;
        (long Thread, long Process) allocated = default;

        await Together.RunAsync(1, _ =>
        {
            Send(client, sending, counter, CompressedWarmUp, message);
            allocated = MeasureRounds(round => Send(client, sending, counter, CompressedWarmUp + (round * CompressedMessages), message));
        });
        Assert.Equal(CompressedWarmUp + (Rounds * CompressedMessages), client.GetStats().CompressedMessages);
        await client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        await pulling.WithinAsync();

        Assert.InRange(allocated.Thread, 0, ThreadBytes);
        Assert.InRange(allocated.Process, 0, ProcessBytes);
    }

    /// <summary>A pool that has lent as much before as will ever be out at once.</summary>
    private static BufferPool FilledPool()
    {
        BufferPool pool = new();
        List<PooledBuffer> lent = [.. Enumerable.Range(0, 2 * Window).Select(_ => pool.Rent(0))];
        for (int length = 512; length <= 1 << 20; length *= 2)
        {
            lent.AddRange(Enumerable.Range(0, 16).Select(_ => pool.Rent(length)));
        }

        lent.ForEach(block => block.Release());
        return pool;
    }

    /// <summary>What the least of all rounds allocated; each is given its number, from 1.</summary>
    private static (long Thread, long Process) MeasureRounds(Action<int> code)
    {
        GC.Collect();
        (long Thread, long Process)[] rounds = [.. Enumerable.Range(1, Rounds).Select(round => Measure(() => code(round)))];
        return (rounds.Min(static round => round.Thread), rounds.Min(static round => round.Process));
    }

    private static (long Thread, long Process) Measure(Action code)
    {
        long process = GC.GetTotalAllocatedBytes(precise: true);
        long thread = GC.GetAllocatedBytesForCurrentThread();
        code();
        thread = GC.GetAllocatedBytesForCurrentThread() - thread;
        return (thread, GC.GetTotalAllocatedBytes(precise: true) - process);
    }

    /// <summary>Lets a whole window wait for the reader, as it may later: what holds it grows now.</summary>
    private static void FillWindow(MessageClient client, Counter counter)
    {
        counter.IsPaused = true;
        int sent = counter.Count;
        SendStatus status;
        while ((status = client.TrySend(s_message)) != SendStatus.NoCredit)
        {
            sent += status == SendStatus.Sent ? 1 : 0;
        }

        counter.IsPaused = false;
        SpinWait spin = default;
        while (counter.Count < sent)
        {
            spin.SpinOnce();
        }
    }

    /// <summary>Sends until so many were sent in all, and waits until as many have arrived.</summary>
    private static void Send(MessageClient client, Sending sending, Counter counter, int total, byte[] message)
    {
        for (int sent = counter.Count; sent < total;)
        {
            if ((sending == Sending.Try ? client.TrySend(message) : Wait(client, message)) == SendStatus.Sent)
            {
                sent++;
            }
            else
            {
                Thread.Yield();
            }
        }

        SpinWait spin = default;
        while (counter.Count < total)
        {
            spin.SpinOnce();
        }
    }

    private static SendStatus Wait(MessageClient client, byte[] message)
    {
#pragma warning disable CA2012, VSTHRD002 // Looked at until it is done, then consumed once: an await would allocate for the test.
        ValueTask<SendStatus> sending = client.SendAsync(message, CancellationToken.None);
        while (!sending.IsCompleted)
        {
            Thread.Yield();
        }

        return sending.GetAwaiter().GetResult();
#pragma warning restore CA2012, VSTHRD002
    }

    private static async Task PullAsync(MessageServer server, Counter counter)
    {
        await using MessageConnection connection = await server.AcceptAsync();
        await foreach (Message message in connection.ReadAllAsync())
        {
            while (counter.IsPaused)
            {
                await Task.Yield();
            }

            message.Dispose();
            counter.Add();
        }
    }

    /// <summary>Counts on one thread, read by another.</summary>
    private sealed class Counter : IMessageHandler
    {
        private int _count;

        private volatile bool _isPaused;

        public int Count => Volatile.Read(ref _count);

        /// <summary>Whether the reader keeps what it has.</summary>
        public bool IsPaused
        {
            get => _isPaused;
            set => _isPaused = value;
        }

        public void Add() => Volatile.Write(ref _count, _count + 1);

        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) => Add();
    }
}
