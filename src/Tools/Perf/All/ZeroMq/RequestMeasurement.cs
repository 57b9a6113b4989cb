using System.Diagnostics;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Messages;
using Sockets.Tools.Perf.Reporting;
using Sockets.Transport;
using Sockets.Transport.Measurement;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>REQ asks REP, one question at a time; both await.</summary>
internal sealed class RequestMeasurement : IMeasurement
{
    /// <summary>Bytes of each question and each answer.</summary>
    public const int Size = 64;

    public string Name => "ZeroMQ round trip, req-rep";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        using CancellationTokenSource deadline = LoopbackStream.DeadlineFor(time);
        await using ZmqReplier replier = new();
        await using ZmqRequester requester = new();
        requester.Connect(replier.Bind(LoopbackStream.EndPoint));
        Task<long> answering = AnswerAsync(replier);
        LatencyHistogram times = new();
        (long asked, long answered) = (0L, 0L);
        try
        {
            await requester.WaitForPeersAsync(1, deadline.Token);
            (asked, answered) = await Task.Run(() => AskAsync(requester, times, time, stop, deadline.Token));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw LoopbackStream.BrokenOff();
        }

        await requester.DisposeAsync();
        await replier.DisposeAsync();
        long questions = await answering;
        return stop.IsCancellationRequested && times.Count == 0 ? null : new RoundTripResult
        {
            Transport = TransportNames.ZeroMq,
            Pattern = "req-rep",
            MessageBytes = Size,
            RoundTrip = new RoundTripFigures { Asked = asked, Answered = answered, Response = HistogramData.Of(times) },
            Identities =
            [
                .. ZmqTrafficIdentities.Of(requester.GetStats().Traffic, replier.GetStats().Traffic),
                .. ZmqTrafficIdentities.Of(replier.GetStats().Traffic, requester.GetStats().Traffic),
                new Identity(new Term("requests", asked), new Term("answers", answered)),
                new Identity(new Term("requests", asked), new Term("seen by the other side", questions)),
            ],
        };
    }

    private static async Task<(long Asked, long Answered)> AskAsync(
        ZmqRequester requester, LatencyHistogram times, MeasuringTime time, CancellationToken stop, CancellationToken deadline)
    {
        byte[] question = new byte[Size];
        (long asked, long answered) = (0, 0);
        long start = Stopwatch.GetTimestamp();
        long elapsed;
        do
        {
            NumberedMessage.Write(question, asked, MessagePhase.Scored);
            asked++;
            long sentAt = Stopwatch.GetTimestamp();
            using (ZmqMessage answer = await requester.RequestAsync(question, deadline))
            {
                elapsed = Stopwatch.GetTimestamp();
                answered += NumberedMessage.Read(answer.First, out _) == asked - 1 ? 1 : 0;
            }

            if (Stopwatch.GetElapsedTime(start, sentAt) >= time.WarmUp)
            {
                times.Record(MonotonicClock.FromTicks(elapsed - sentAt));
            }
        }
        while (Stopwatch.GetElapsedTime(start, elapsed) < time.WarmUp + time.Scored && !stop.IsCancellationRequested);
        return (asked, answered);
    }

    private static async Task<long> AnswerAsync(ZmqReplier replier)
    {
        long questions = 0;
        try
        {
            while (true)
            {
                using ZmqRequest request = await replier.ReceiveAsync();
                questions++;
                if (request.TryReply(request.First) != SendStatus.Sent)
                {
                    throw new TransportException("an answer found no way back");
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return questions;
        }
    }
}
