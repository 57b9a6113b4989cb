using Sockets.Tools.Commands;
using Sockets.Tools.Perf.Text;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.Tcp;

/// <summary>Messages of one size in one direction, as fast as they go, counted by the receiver's handler.</summary>
internal sealed class ThroughputMeasurement : IMeasurement
{
    private readonly int _size;

    /// <param name="size">Bytes of each message.</param>
    public ThroughputMeasurement(int size) => _size = size;

    public string Name => $"TCP throughput, {PerfText.Size(_size)}";

    public async Task<PerfResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        ThroughputReceiver receiver = new();
        await using LoopbackSession session = await LoopbackSession.OpenAsync(new LoopbackSetup { ServerHandler = receiver, Time = time });
        NumberedSender sender = new(session, _size);
        await sender.SendAsync(time.WarmUp, MessagePhase.WarmUp, stop);
        (ConnectionStats sentBefore, ConnectionStats receivedBefore) = (session.Client.GetStats(), session.Accepted.GetStats());
        await sender.SendAsync(time.Scored, MessagePhase.Scored, stop);
        await sender.SendLastAsync();
        await session.CloseAsync();

        Arrivals arrivals = receiver.Arrivals;
        if (stop.IsCancellationRequested && arrivals.Scored == 0)
        {
            return null;
        }

        (ConnectionStats sent, ConnectionStats received) = (session.Client.GetStats(), session.Accepted.GetStats());
        return new ThroughputResult
        {
            Driver = DriverNames.NameOf(Driver.Async),
            MessageBytes = _size,
            Duration = arrivals.Duration,
            Messages = arrivals.Scored,
            AllMessages = arrivals.Count,
            MessagesPerSendCall = Ratio(sent.MessagesSent - sentBefore.MessagesSent, sent.SendCalls - sentBefore.SendCalls),
            MessagesPerReceiveCall = Ratio(
                received.MessagesReceived - receivedBefore.MessagesReceived, received.ReceiveCalls - receivedBefore.ReceiveCalls),
            Identities =
            [
                .. SessionIdentities.Of(sent, received),
                new Identity(new Term("numbered", sender.Count), new Term("in order", arrivals.Count - arrivals.Misplaced)),
            ],
        };
    }

    private static double Ratio(long messages, long calls) => calls == 0 ? 0 : (double)messages / calls;
}
