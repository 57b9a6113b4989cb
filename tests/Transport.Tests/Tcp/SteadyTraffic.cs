using System.Net;
using Sockets.Transport.Buffers;
using Sockets.Transport.Tcp;
using Sockets.Transport.Tests.Support;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>
/// A client that sends to a server in steady state, and what that allocates. What holds waiting messages grows when more of
/// them wait than ever before, which may be late and is paid once: so they are sent in rounds, and the round that allocated
/// the least counts.
/// </summary>
internal sealed class SteadyTraffic : IAsyncDisposable
{
    public const int Rounds = 4;

    /// <summary>Messages that may be on their way.</summary>
    public const int Window = 1_000;

    private readonly Counter _counter = new();
    private readonly BufferPool _pool = FilledPool();
    private readonly MessageServer _server;
    private readonly Task _pulling;

    private SteadyTraffic(Setup setup)
    {
        bool pulls = setup.Receiving == AllocationTests.Receiving.Pull;
        _server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Driver = setup.Driver,
            Handler = pulls ? null : _counter,
            Session = setup.Session,
            Pool = _pool,
            Resume = setup.Resume,
        });
        _pulling = pulls ? Task.Run(PullAsync) : Task.CompletedTask;
        Pulls = pulls;
    }

    public MessageClient Client { get; private set; } = null!;

    /// <summary>How many messages have arrived.</summary>
    public int Arrived => _counter.Count;

    private bool Pulls { get; }

    public static async Task<SteadyTraffic> StartAsync(Setup setup)
    {
        SteadyTraffic traffic = new(setup);
        traffic.Client = await MessageClient.ConnectAsync(
            new MessageClientOptions
            {
                EndPoint = traffic._server.LocalEndPoint,
                Driver = setup.Driver,
                Session = setup.Session,
                Pool = traffic._pool,
                Resume = setup.Resume,
            },
            TestContext.Current.CancellationToken);
        return traffic;
    }

    /// <summary>What the least of all rounds allocated, on the sending thread and in the process.</summary>
    /// <param name="sending">How they are sent.</param>
    /// <param name="message">What is sent.</param>
    /// <param name="warmUp">How many messages go before the first round.</param>
    /// <param name="messages">How many make a round.</param>
    public async Task<(long Thread, long Process)> MeasureAsync(AllocationTests.Sending sending, byte[] message, int warmUp, int messages)
    {
        (long Thread, long Process)[] rounds = [];
        await Together.RunAsync(1, _ =>
        {
            for (int i = 0; i < 4 && Pulls; i++)
            {
                FillWindow(message);
            }

            Send(sending, warmUp, message);
            GC.Collect();
            rounds = [.. Enumerable.Range(1, Rounds).Select(round => Measure(() => Send(sending, warmUp + (round * messages), message)))];
        });
        return (rounds.Min(static round => round.Thread), rounds.Min(static round => round.Process));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.CloseAsync(TestContext.Current.CancellationToken).AsTask().WithinAsync();
        await _pulling.WithinAsync();
        await Client.DisposeAsync();
        await _server.DisposeAsync();
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

    private static (long Thread, long Process) Measure(Action code)
    {
        long process = GC.GetTotalAllocatedBytes(precise: true);
        long thread = GC.GetAllocatedBytesForCurrentThread();
        code();
        thread = GC.GetAllocatedBytesForCurrentThread() - thread;
        return (thread, GC.GetTotalAllocatedBytes(precise: true) - process);
    }

    /// <summary>Lets a whole window wait for the reader, as it may later: what holds it grows now.</summary>
    private void FillWindow(byte[] message)
    {
        _counter.IsPaused = true;
        int sent = _counter.Count;
        SendStatus status;
        while ((status = Client.TrySend(message)) != SendStatus.NoCredit)
        {
            sent += status == SendStatus.Sent ? 1 : 0;
        }

        _counter.IsPaused = false;
        WaitFor(sent);
    }

    /// <summary>Sends until so many were sent in all, and waits until as many have arrived.</summary>
    private void Send(AllocationTests.Sending sending, int total, byte[] message)
    {
        for (int sent = _counter.Count; sent < total;)
        {
            if ((sending == AllocationTests.Sending.Try ? Client.TrySend(message) : Wait(message)) == SendStatus.Sent)
            {
                sent++;
            }
            else
            {
                Thread.Yield();
            }
        }

        WaitFor(total);
    }

    private void WaitFor(int count)
    {
        SpinWait spin = default;
        while (_counter.Count < count)
        {
            spin.SpinOnce();
        }
    }

    private SendStatus Wait(byte[] message)
    {
#pragma warning disable CA2012, VSTHRD002 // Looked at until it is done, then consumed once: an await would allocate for the test.
        ValueTask<SendStatus> sending = Client.SendAsync(message, CancellationToken.None);
        while (!sending.IsCompleted)
        {
            Thread.Yield();
        }

        return sending.GetAwaiter().GetResult();
#pragma warning restore CA2012, VSTHRD002
    }

    private async Task PullAsync()
    {
        await using MessageConnection connection = await _server.AcceptAsync();
        await foreach (Message message in connection.ReadAllAsync())
        {
            while (_counter.IsPaused)
            {
                await Task.Yield();
            }

            message.Dispose();
            _counter.Add();
        }
    }

    /// <summary>What the traffic is made of.</summary>
    internal sealed record Setup
    {
        public AllocationTests.Receiving Receiving { get; init; }

        public Driver Driver { get; init; }

        public SessionOptions Session { get; init; } = new() { WindowMessages = Window };

        public ResumeOptions? Resume { get; init; }
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
