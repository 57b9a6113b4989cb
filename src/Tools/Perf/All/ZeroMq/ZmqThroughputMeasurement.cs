using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>Messages of one size between two sockets, as fast as they go, counted by who receives them.</summary>
internal sealed class ZmqThroughputMeasurement : IMeasurement
{
    private readonly ZmqRole _sender;
    private readonly int _size;

    /// <param name="sender">Which kind of socket sends.</param>
    /// <param name="size">Bytes of each message.</param>
    public ZmqThroughputMeasurement(ZmqRole sender, int size)
    {
        _sender = sender;
        _size = size;
    }

    public string Name => $"ZeroMQ throughput, {Pattern}, {HumanText.Size(_size)}";

    private string Pattern => $"{_sender.Name}-{_sender.Other}";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        TestPlan plan = time.Plan(PerfMode.Throughput, _size) with { ZeroMq = new ZmqPlan { Role = _sender.Name } };
        CountingSink sink = new(plan, Side.Far);
        await using LoopbackStream stream = await LoopbackStream.OpenAsync(plan, sink, time);
        StreamSending sending = new(stream.Sender, plan);
        try
        {
            await sending.RunAsync(stop);
            await sink.Completed.WaitAsync(stream.Deadline);
        }
        catch (Exception e) when (stream.Deadline.IsCancellationRequested && e is (OperationCanceledException or TransportException))
        {
            throw LoopbackStream.BrokenOff();
        }

        SendFigures figures = sending.Figures();
        return stop.IsCancellationRequested && figures.Messages == 0 ? null : Complete(sink.Received, figures, stream.Sent, stream.Received);
    }

    private ThroughputResult Complete(ReceiveFigures arrived, SendFigures figures, ZmqTraffic sent, ZmqTraffic received) => new()
    {
        Transport = TransportNames.ZeroMq,
        Pattern = Pattern,
        MessageBytes = _size,
        Duration = TimeSpan.FromTicks(arrived.DurationNs / TimeSpan.NanosecondsPerTick),
        Messages = arrived.Messages,
        AllMessages = arrived.AllMessages,
        MessagesPerSendCall = ThroughputResult.Ratio(figures.Messages, figures.SendCalls),
        Identities =
        [
            .. ZmqTrafficIdentities.Of(sent, received),
            new Identity(new Term("numbered", figures.AllMessages), new Term("in order", arrived.AllMessages - arrived.MisplacedMessages)),
        ],
    };
}
