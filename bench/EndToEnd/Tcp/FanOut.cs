using System.Buffers.Binary;
using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Measuring;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.EndToEnd.Tcp;

/// <summary>Our broadcast group at a server, and its subscribers in one other process, which measures.</summary>
internal static class FanOut
{
    /// <summary>Broadcasts per second of the paced legs: far below what the machine can do, so that no queue forms.</summary>
    public const int Rate = 200;

    private const int StoppedWindow = 16;
    private const int Queue = 64;

    /// <summary>As fast as the slowest takes them: every subscriber under Wait.</summary>
    public static EndPair AtFullRate(int subscribers) => new(
        end => BroadcastAsync(end, subscribers, OverflowPolicy.Wait, SendAllAsync),
        end => CountAsync(end, subscribers));

    /// <summary>At a fixed rate, and beside those that take part perhaps one that never reads.</summary>
    public static EndPair Paced(int subscribers, int stopped) => new(
        end => BroadcastAsync(end, subscribers + stopped, OverflowPolicy.DropOldest, SendPacedAsync),
        end => TimeAsync(end, subscribers, stopped));

    private static async Task BroadcastAsync(EndContext end, int subscribers, OverflowPolicy policy, Func<EndContext, BroadcastGroup, Task> send)
    {
        await using MessageServer server = MessageServer.Start(new MessageServerOptions
        {
            EndPoint = end.EndPoint,
            Listen = new ListenLimits { MaxPerAddress = subscribers },
        });
        end.Ready(server.LocalEndPoint);
        BroadcastGroup group = new();
        while (group.Count < subscribers)
        {
            group.Add(
                await server.AcceptAsync(),
                new SubscriberOptions { Policy = policy, QueueMessages = policy == OverflowPolicy.Wait ? SubscriberOptions.DefaultQueueMessages : Queue });
        }

        await send(end, group);
    }

    private static async Task SendAllAsync(EndContext end, BroadcastGroup group)
    {
        byte[] payload = new byte[end.Size];
        while (true)
        {
            await group.BroadcastAsync(payload);
        }
    }

    private static Task SendPacedAsync(EndContext end, BroadcastGroup group)
    {
        byte[] payload = new byte[end.Size];
        long period = Stopwatch.Frequency / Rate;
        for (long next = Stopwatch.GetTimestamp(); ; next += period)
        {
            while (Stopwatch.GetTimestamp() < next)
            {
                Thread.Sleep(next - Stopwatch.GetTimestamp() > Stopwatch.Frequency / 500 ? 1 : 0);
            }

            BinaryPrimitives.WriteInt64LittleEndian(payload, Stopwatch.GetTimestamp());
            group.TryBroadcast(payload);
        }
    }

    private static async Task CountAsync(EndContext end, int subscribers)
    {
        Counter[] counters = [.. Enumerable.Range(0, subscribers).Select(_ => new Counter())];
        await ConnectAsync(end, counters, new SessionOptions());
        await Task.Delay(end.Plan.Warmup);
        end.Scoring();
        long before = counters.Sum(counter => counter.Count);
        long started = Stopwatch.GetTimestamp();
        await Task.Delay(end.Plan.Scored);
        long count = counters.Sum(counter => counter.Count) - before;
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        end.Finish(new Figures
        {
            [Keys.Count] = count,
            [Keys.CountWhileCosting] = count,
            [Keys.Seconds] = seconds,
            [Keys.MessagesPerSecond] = count / seconds,
        });
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task TimeAsync(EndContext end, int subscribers, int stopped)
    {
        Timer timer = new();
        await ConnectAsync(end, [.. Enumerable.Repeat(timer, subscribers)], new SessionOptions());
        await ConnectAsync(end, new IMessageHandler?[stopped], new SessionOptions { WindowMessages = StoppedWindow });
        await Task.Delay(end.Plan.Warmup);
        end.Scoring();
        timer.Start();
        await Task.Delay(end.Plan.Scored);
        end.Finish(timer.Figures());
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task ConnectAsync(EndContext end, IMessageHandler?[] handlers, SessionOptions session)
    {
        foreach (IMessageHandler? handler in handlers)
        {
            // Lives as long as the process: nobody disposes it, and the event loop keeps it.
            await MessageClient.ConnectAsync(new MessageClientOptions { EndPoint = end.EndPoint, Handler = handler, Session = session });
        }
    }

    private sealed class Counter : IMessageHandler
    {
        private long _count;

        public long Count => Volatile.Read(ref _count);

        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload) => Volatile.Write(ref _count, _count + 1);

        public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) => Accepted.Tell(reason, error);
    }

    /// <summary>The time on the way of every message at every subscriber; both processes read the same clock.</summary>
    private sealed class Timer : IMessageHandler
    {
        private readonly Lock _gate = new();
        private readonly LatencyRecorder _latencies = new();
        private bool _runs;

        public void Start()
        {
            lock (_gate)
            {
                _runs = true;
            }
        }

        public void OnMessage(MessageConnection connection, ReadOnlySpan<byte> payload)
        {
            long ticks = Stopwatch.GetTimestamp() - BinaryPrimitives.ReadInt64LittleEndian(payload);
            lock (_gate)
            {
                if (_runs)
                {
                    _latencies.Record((long)Stopwatch.GetElapsedTime(0, ticks).TotalNanoseconds);
                }
            }
        }

        public void OnClosed(MessageConnection connection, CloseReason reason, Exception? error) => Accepted.Tell(reason, error);

        public Figures Figures()
        {
            lock (_gate)
            {
                _runs = false;
                Figures figures = new()
                {
                    [Keys.CountWhileCosting] = _latencies.Count,
                    [Keys.P50] = _latencies.Percentile(0.5),
                };
                if (_latencies.Carries(0.99))
                {
                    figures[Keys.P99] = _latencies.Percentile(0.99);
                }

                return figures;
            }
        }
    }
}
