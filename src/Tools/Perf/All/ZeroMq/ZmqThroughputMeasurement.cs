using Sockets.Tools.Output;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>Messages of one size between two kinds of sockets, as fast as they go, counted by who receives them.</summary>
internal sealed class ZmqThroughputMeasurement : IMeasurement
{
    private readonly ZmqPattern _pattern;
    private readonly int _size;

    /// <param name="pattern">Which kinds of sockets.</param>
    /// <param name="size">Bytes of each message.</param>
    public ZmqThroughputMeasurement(ZmqPattern pattern, int size)
    {
        _pattern = pattern;
        _size = size;
    }

    public string Name => $"ZeroMQ throughput, {Pattern}, {HumanText.Size(_size)}";

    private string Pattern => _pattern == ZmqPattern.PushPull ? "push-pull" : "pub-sub";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        TestPlan plan = time.Plan(PerfMode.Throughput, _size);
        CountingSink sink = new(plan, Side.Far);
        await using ZmqFlow flow = await ZmqFlow.OpenAsync(_pattern, time);
        Task reading = ZmqReading.RunAsync(flow.Receiver, message => sink.OnMessage(flow.Stream, message, default));
        StreamSending sending = new(flow.Stream, plan);
        try
        {
            await sending.RunAsync(stop);
            await Task.WhenAny(sink.Completed, reading).WaitAsync(flow.Deadline);
            await flow.SettleAsync();
        }
        catch (OperationCanceledException) when (flow.Deadline.IsCancellationRequested)
        {
            throw ZmqFlow.BrokenOff();
        }

        SendFigures figures = sending.Figures();
        (ZmqTraffic sent, ZmqTraffic received) = (flow.Sent, flow.Received);
        await flow.DisposeAsync();
        await reading;
        return stop.IsCancellationRequested && figures.Messages == 0 ? null : Complete(sink.Received, figures, sent, received);
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
