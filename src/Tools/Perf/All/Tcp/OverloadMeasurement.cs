using System.Diagnostics;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Pacing;
using Sockets.Transport;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>The same slow reader, and a sender at five times its pace under a policy that drops.</summary>
internal sealed class OverloadMeasurement : IMeasurement
{
    /// <summary>Messages that may wait here: ten pauses of the reader.</summary>
    public const int QueueMessages = 1000;

    private const OverflowPolicy Policy = OverflowPolicy.DropOldest;

    // Messages between two looks at the clock: one millisecond's worth.
    private const int Burst = 100;

    private static readonly Rate s_offered = new(100_000, RateUnit.Messages);

    public string Name => $"TCP overload, policy {PolicyNames.NameOf(Policy)}";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        await using LoopbackSession session = await LoopbackSession.OpenAsync(new LoopbackSetup
        {
            Session = SlowReading.Session with { Overflow = Policy, QueueMessages = QueueMessages },
            Time = time,
        });
        Arrivals arrivals = new();
        Task reading = SlowReading.ReadAsync(session.Accepted, arrivals);
        NumberedSender sender = new(session.Stream, SlowReading.Size);
        using SessionWatch watch = new(session);
        long start = Stopwatch.GetTimestamp();
        await OfferAsync(sender, time.Scored, stop);
        TimeSpan sending = Stopwatch.GetElapsedTime(start);
        Identity whenStopped = SessionIdentities.OfSender(session.Client.GetStats());
        Held held = watch.Finish();
        await session.CloseAsync();
        await reading;
        if (stop.IsCancellationRequested && arrivals.Scored == 0)
        {
            return null;
        }

        (ConnectionStats sent, ConnectionStats received) = (session.Client.GetStats(), session.Accepted.GetStats());
        Identity atTheEnd = SessionIdentities.EndToEnd(sent, received);
        return new OverloadResult
        {
            Policy = PolicyNames.NameOf(Policy),
            MessageBytes = SlowReading.Size,
            Reader = SlowApplication.Pace,
            QueueMessages = QueueMessages,
            Sending = sending,
            Duration = arrivals.Duration,
            Messages = arrivals.Scored,
            Submitted = sent.MessagesSubmitted,
            Delivered = received.MessagesDelivered,
            Dropped = SessionIdentities.Dropped(sent),
            Missing = arrivals.Missing,
            Held = held,
            Identities =
            [
                whenStopped,
                atTheEnd,
                .. SessionIdentities.Of(sent, received),
                new Identity(new Term("dropped", SessionIdentities.Dropped(sent)), new Term("missing at the reader", arrivals.Missing)),
                new Identity(new Term("numbered", sender.Count), new Term("in order", arrivals.Count - arrivals.Misplaced), new Term("missing", arrivals.Missing)),
            ],
        };
    }

    // On a thread of its own: it sleeps and sends, and the pool's threads are for the session. The last message is the
    // newest, which this policy never drops: the reader always learns that it was the last.
    private static Task OfferAsync(NumberedSender sender, TimeSpan length, CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            RateSchedule schedule = new(s_offered, Stopwatch.Frequency);
            long start = Stopwatch.GetTimestamp();
            while (!stop.IsCancellationRequested && Stopwatch.GetElapsedTime(start) < length)
            {
                TimeSpan ahead = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), start + schedule.TicksUntilDue(sender.Count, 0));
                if (ahead > TimeSpan.Zero)
                {
                    ShortSleep.Sleep(ahead);
                }

                for (int i = 0; i < Burst; i++)
                {
                    sender.Offer(MessagePhase.Scored);
                }
            }

            sender.Offer(MessagePhase.Last);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
