using System.Buffers.Binary;
using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;
using Sockets.EndToEnd.Measuring;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;
using ZmqPublishFan = Sockets.EndToEnd.Peers.ZmqPublishFan;

namespace Sockets.EndToEnd.ZeroMq;

/// <summary>
/// One publisher, ours or libzmq's, and our subscribers in one other process, which measures. Beside those that read there may
/// be one that never does.
/// </summary>
internal static class PublishFan
{
    /// <summary>
    /// Messages per second. Nine subscribers in one process take some 70 us of processor time for each delivery: at 2,000 two thirds
    /// of two cores, where a delay may be the wait for a core.
    /// </summary>
    public const int Rate = 500;

    /// <summary>Messages that may wait for a subscriber, so that the stopped one is soon full.</summary>
    private const int HighWaterMark = 64;

    // The subscriber that never reads takes no more than this, and then the publisher's queue grows.
    private const int StoppedBytes = 4 * 1024;

    private const int Batch = 64;

    /// <summary>Ours publishes.</summary>
    public static EndPair Ours(int subscribers, int stopped) => new(
        end => PublishAsync(end, subscribers + stopped),
        end => TimeAsync(end, subscribers, stopped));

    /// <summary>libzmq publishes.</summary>
    public static EndPair Zmq(int subscribers, int stopped) => new(
        end => ZmqPublishFan.Listen(end, subscribers + stopped, Rate, HighWaterMark),
        end => TimeAsync(end, subscribers, stopped));

    private static async Task PublishAsync(EndContext end, int subscribers)
    {
        await using ZmqPublisher publisher = new(new ZmqOptions { SendHighWaterMark = HighWaterMark, Overflow = OverflowPolicy.DropNewest });
        end.Ready(Ports.Of(publisher.Bind("tcp://127.0.0.1:*")));
        await publisher.WaitForSubscribersAsync(subscribers);
        FixedRate.Send(end.Size, Rate, payload => publisher.Publish(payload.AsSpan()));
    }

    private static async Task TimeAsync(EndContext end, int subscribers, int stopped)
    {
        LatencyRecorder latencies = new();
        Lock gate = new();
        bool isScoring = false;
        for (int i = 0; i < stopped; i++)
        {
            // It lives as long as the process, and nobody reads from it.
            Connect(end, new ZmqOptions { ReceiveHighWaterMark = 1, ReceiveHighWaterMarkBytes = StoppedBytes });
        }

        for (int i = 0; i < subscribers; i++)
        {
            _ = ReadAsync(Connect(end, new ZmqOptions()));
        }

        await Task.Delay(end.Plan.Warmup);
        end.Scoring();
        Volatile.Write(ref isScoring, true);
        await Task.Delay(end.Plan.Scored);
        Volatile.Write(ref isScoring, false);
        lock (gate)
        {
            Figures figures = new()
            {
                [Keys.CountWhileCosting] = latencies.Count,
                [Keys.MessagesPerSecond] = latencies.Count / end.Plan.Scored.TotalSeconds,
                [Keys.P50] = latencies.Percentile(0.5),
            };
            if (latencies.Carries(0.99))
            {
                figures[Keys.P99] = latencies.Percentile(0.99);
            }

            end.Finish(figures);
        }

        await Task.Delay(Timeout.Infinite);

        async Task ReadAsync(ZmqSubscriber subscriber)
        {
            var batch = new ZmqMessage[Batch];
            while (true)
            {
                int count = await subscriber.ReceiveAsync(batch);
                long now = Stopwatch.GetTimestamp();
                lock (gate)
                {
                    for (int i = 0; i < count; i++)
                    {
                        if (Volatile.Read(ref isScoring))
                        {
                            long ticks = now - BinaryPrimitives.ReadInt64LittleEndian(batch[i].First);
                            latencies.Record((long)Stopwatch.GetElapsedTime(0, ticks).TotalNanoseconds);
                        }

                        batch[i].Dispose();
                    }
                }
            }
        }
    }

    private static ZmqSubscriber Connect(EndContext end, ZmqOptions options)
    {
        ZmqSubscriber subscriber = new(options);
        subscriber.Subscribe("");
        subscriber.Connect($"tcp://127.0.0.1:{end.EndPoint.Port}");
        return subscriber;
    }
}
