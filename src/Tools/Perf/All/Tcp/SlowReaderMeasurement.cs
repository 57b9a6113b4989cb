using System.Diagnostics;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Messages;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>A reader that cannot keep up, under the policy that waits: flow control holds the sender back.</summary>
internal sealed class SlowReaderMeasurement : IMeasurement
{
    public string Name => "TCP slow reader, policy wait";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        await using LoopbackSession session = await LoopbackSession.OpenAsync(
            new LoopbackSetup { Session = SlowReading.Session, Time = time });
        Arrivals arrivals = new();
        Task reading = SlowReading.ReadAsync(session.Accepted, arrivals);
        NumberedSender sender = new(session.Stream, SlowReading.Size);
        using SessionWatch watch = new(session);
        long start = Stopwatch.GetTimestamp();
        await sender.SendAsync(time.Scored, MessagePhase.Scored, stop);
        await sender.SendLastAsync();
        TimeSpan sending = Stopwatch.GetElapsedTime(start);
        ConnectionStats whenSent = session.Client.GetStats();
        Held held = watch.Finish();
        await session.CloseAsync();
        await reading;
        if (stop.IsCancellationRequested && arrivals.Scored == 0)
        {
            return null;
        }

        (ConnectionStats sent, ConnectionStats received) = (session.Client.GetStats(), session.Accepted.GetStats());
        return new SlowReaderResult
        {
            MessageBytes = SlowReading.Size,
            Reader = SlowApplication.Pace,
            WindowMessages = SlowReading.WindowMessages,
            WindowBytes = SlowReading.WindowBytes,
            Duration = arrivals.Duration,
            Messages = arrivals.Scored,
            Sending = sending,
            Stalls = whenSent.Stalls,
            Stalled = whenSent.StalledTime,
            Lost = sender.Count - arrivals.Count + arrivals.Misplaced,
            Held = held,
            Identities =
            [
                .. SessionIdentities.Of(sent, received),
                new Identity(new Term("numbered", sender.Count), new Term("in order", arrivals.Count - arrivals.Misplaced)),
            ],
        };
    }
}
