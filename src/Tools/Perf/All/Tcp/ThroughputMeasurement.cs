using Sockets.Tools.Endpoints;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport.Tcp;

namespace Sockets.Tools.Perf.All.Tcp;

/// <summary>Messages of one size in one direction, as fast as they go, counted by the receiver's handler.</summary>
internal sealed class ThroughputMeasurement : IMeasurement
{
    private readonly int _size;

    /// <param name="size">Bytes of each message.</param>
    public ThroughputMeasurement(int size) => _size = size;

    public string Name => $"TCP throughput, {HumanText.Size(_size)}";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        TestPlan plan = time.Plan(PerfMode.Throughput, _size);
        CountingSink sink = new(plan, Side.Far);
        await using LoopbackSession session = await LoopbackSession.OpenAsync(new LoopbackSetup { ServerSink = sink, Time = time });
        StreamSending sending = new(session.Stream, plan);
        await sending.RunAsync(stop);
        await session.CloseAsync();

        ReceiveFigures arrived = sink.Received;
        if (stop.IsCancellationRequested && arrived.Messages == 0)
        {
            return null;
        }

        SendFigures figures = sending.Figures();
        (ConnectionStats sent, ConnectionStats received) = (session.Client.GetStats(), session.Accepted.GetStats());
        return new ThroughputResult
        {
            Driver = DriverNames.NameOf(Driver.Async),
            MessageBytes = _size,
            Duration = TimeSpan.FromTicks(arrived.DurationNs / TimeSpan.NanosecondsPerTick),
            Messages = arrived.Messages,
            AllMessages = arrived.AllMessages,
            MessagesPerSendCall = ThroughputResult.Ratio(figures.Messages, figures.SendCalls),
            MessagesPerReceiveCall = ThroughputResult.Ratio(received.MessagesReceived, received.ReceiveCalls),
            Identities =
            [
                .. SessionIdentities.Of(sent, received),
                new Identity(new Term("numbered", figures.AllMessages), new Term("in order", arrived.AllMessages - arrived.MisplacedMessages)),
            ],
        };
    }
}
