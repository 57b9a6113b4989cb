using System.Diagnostics;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Pacing;
using Sockets.Tools.Perf.Reporting;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>A publisher at five times the pace of its slow subscriber, and a fast one beside.</summary>
internal sealed class SlowSubscriberMeasurement : IMeasurement
{
    /// <summary>Bytes of each message.</summary>
    public const int Size = 1024;

    /// <summary>Messages that may wait for each subscriber: a tenth of a second's.</summary>
    public const int QueueMessages = 10_000;

    // Messages that may wait unread at a subscriber: one pause of the slow one.
    private const int UnreadMessages = 100;

    private const OverflowPolicy Policy = OverflowPolicy.DropNewest;

    // Messages between two looks at the clock: one millisecond's worth.
    private const int Burst = 100;

    private static readonly Rate s_offered = new(100_000, RateUnit.Messages);

    public string Name => $"ZeroMQ slow subscriber, policy {PolicyNames.NameOf(Policy)}";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        using CancellationTokenSource deadline = LoopbackStream.DeadlineFor(time);
        await using ZmqPublisher publisher = new(new ZmqOptions { Overflow = Policy, SendHighWaterMark = QueueMessages });
        string endpoint = publisher.Bind(LoopbackStream.EndPoint);
        try
        {
            await using Subscription slow = await Subscription.OpenAsync(publisher, endpoint, SlowApplication.Pace, UnreadMessages, deadline.Token);
            await using Subscription fast = await Subscription.OpenAsync(publisher, endpoint, pace: null, ZmqOptions.DefaultHighWaterMark, deadline.Token);
            long start = Stopwatch.GetTimestamp();
            PublishedCounts published = await PublishAsync(publisher, time.Scored, stop);
            TimeSpan sending = Stopwatch.GetElapsedTime(start);
            await slow.CatchUpAsync(publisher, deadline.Token);
            await fast.CatchUpAsync(publisher, deadline.Token);
            (ZmqTraffic toSlow, ZmqTraffic toFast) = (slow.OfPublisher(publisher), fast.OfPublisher(publisher));
            (SubscriberCounts ofSlow, IReadOnlyList<Identity> slowSums) = await slow.FinishAsync(toSlow);
            (SubscriberCounts ofFast, IReadOnlyList<Identity> fastSums) = await fast.FinishAsync(toFast);
            return published.Messages == 0 ? null : new SlowSubscriberResult
            {
                Transport = TransportNames.ZeroMq,
                Policy = PolicyNames.NameOf(Policy),
                MessageBytes = Size,
                Reader = SlowApplication.Pace,
                QueueMessages = QueueMessages,
                Sending = sending,
                Published = published.Messages,
                Slow = ofSlow,
                Fast = ofFast,
                Identities =
                [
                    new Identity(new Term("matched", published.Matched), new Term("queued", published.Queued), new Term("dropped", published.Dropped)),
                    new Identity(new Term("matched", published.Matched), new Term("of the slow one", ofSlow.MatchedMessages), new Term("of the fast one", ofFast.MatchedMessages)),
                    new Identity(new Term("dropped", published.Dropped), new Term("of the slow one", ofSlow.DroppedMessages), new Term("of the fast one", ofFast.DroppedMessages)),
                    .. slowSums,
                    .. fastSums,
                ],
            };
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw LoopbackStream.BrokenOff();
        }
    }

    // On a thread of its own: it sleeps and sends, and the pool's threads are for the sockets.
    private static Task<PublishedCounts> PublishAsync(ZmqPublisher publisher, TimeSpan length, CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            RateSchedule schedule = new(s_offered, Stopwatch.Frequency);
            byte[] message = new byte[Size];
            PublishedCounts counts = default;
            long start = Stopwatch.GetTimestamp();
            while (!stop.IsCancellationRequested && Stopwatch.GetElapsedTime(start) < length)
            {
                TimeSpan ahead = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), start + schedule.TicksUntilDue(counts.Messages, 0));
                if (ahead > TimeSpan.Zero)
                {
                    ShortSleep.Sleep(ahead);
                }

                for (int i = 0; i < Burst; i++)
                {
                    NumberedMessage.Write(message, counts.Messages, MessagePhase.Scored);
                    counts = counts.Plus(publisher.Publish(message.AsSpan()));
                }
            }

            return counts;
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
