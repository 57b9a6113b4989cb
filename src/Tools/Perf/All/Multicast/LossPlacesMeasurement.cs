using Sockets.Tools.Endpoints;
using Sockets.Tools.Endpoints.Units;
using Sockets.Tools.Perf.All.Results;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Reporting;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.Multicast;

namespace Sockets.Tools.Perf.All.Multicast;

/// <summary>Datagrams at a rate to a receiver that keeps up, or does not; and at which place each was lost that did not arrive.</summary>
internal sealed class LossPlacesMeasurement : IMeasurement
{
    /// <summary>Bytes of each message: short ones, of which the kernel's default buffer holds enough for a pause of some milliseconds.</summary>
    public const int Size = 256;

    /// <summary>Messages that may wait for the reader.</summary>
    public const int QueueMessages = 1000;

    private const OverflowPolicy Policy = OverflowPolicy.DropOldest;

    // Of the receiver that is held: little enough for each pause to overflow it.
    private const int SmallBuffer = 64 * 1024;

    private readonly string _load;
    private readonly double _rate;
    private readonly int _burst;
    private readonly SlowReader? _reader;
    private readonly SlowReader? _thread;

    private LossPlacesMeasurement(string load, double rate, int burst, SlowReader? reader = null, SlowReader? thread = null)
    {
        _load = load;
        _rate = rate;
        _burst = burst;
        _reader = reader;
        _thread = thread;
    }

    /// <summary>A rate that every receiver keeps up with.</summary>
    public static LossPlacesMeasurement Paced => new("paced", rate: 10_000, burst: 1);

    /// <summary>An application that takes less than half of what comes.</summary>
    public static LossPlacesMeasurement SlowReader => new("slow_reader", rate: 50_000, burst: 10, reader: SlowApplication.Pace);

    /// <summary>A process that is held for 20 ms every 50 ms: a busy machine, a collection, a handler that takes too long.</summary>
    public static LossPlacesMeasurement StalledReceiver => new("stalled_receiver", rate: 50_000, burst: 10, thread: new SlowReader(TimeSpan.FromMilliseconds(20), 1500));

    public string Name => $"multicast, {_load.Replace('_', ' ')}";

    public async Task<MeasurementResult?> RunAsync(MeasuringTime time, CancellationToken stop)
    {
        TestPlan plan = time.Plan(PerfMode.Loss, Size) with { MessagesPerSecond = _rate, Burst = _burst };
        WallClockWatch clock = new(TimeProvider.System);
        LossySink sink = new(plan, Side.Far, clock);
        (LoopbackGroup? opened, string? obstacle) = await LoopbackGroup.OpenAsync(new GroupSetup
        {
            Sink = sink,
            Queue = new MulticastQueueOptions { Overflow = Policy, Messages = QueueMessages },
            ReceiveBufferBytes = _thread is null ? MulticastReceiverOptions.DefaultReceiveBufferBytes : SmallBuffer,
            Reader = _reader,
            Thread = _thread,
        });
        LossPlacesResult result = new()
        {
            Transport = TransportNames.Multicast,
            Skipped = obstacle,
            Load = _load,
            MessageBytes = Size,
            TargetMessagesPerSecond = _rate,
            Policy = PolicyNames.NameOf(Policy),
            QueueMessages = QueueMessages,
            Reader = _reader ?? _thread,
        };
        if (opened is not { } group)
        {
            return result;
        }

        await using (group)
        {
            StreamSending sending = new(group.Stream, plan);
            await sending.RunAsync(stop);
            await group.FinishAsync();
            SendFigures figures = sending.Figures();
            return stop.IsCancellationRequested && figures.Messages == 0
                ? null
                : Complete(result, group, sink, figures, clock);
        }
    }

    private static LossPlacesResult Complete(LossPlacesResult result, LoopbackGroup group, LossySink sink, SendFigures figures, WallClockWatch clock)
    {
        MulticastSenderStats sent = group.Sent;
        HistogramData? oneWay = sink.Received.OneWay;
        LossFigures counted = MulticastLoss.Of(group.Received);
        var loss = LossResult.Of(sent.DatagramsSent, dropped: null, [clock.WasSet ? counted.WithoutJitter() : counted], oneWay);
        return result with
        {
            OfferedMessagesPerSecond = figures.DurationNs > 0 ? Math.Round(figures.Messages * 1e9 / figures.DurationNs, 3) : 0,
            OneWay = oneWay,
            Loss = loss,
            Identities =
            [
                new Identity(
                    new Term("offered", sent.MessagesOffered),
                    new Term("sent", sent.DatagramsSent),
                    new Term("refused", sent.MessagesRefused + sent.MessagesDropped + sent.DatagramsFailed),
                    new Term("pending", sent.DatagramsQueued + sent.DatagramsDiscarded)),
                new Identity(
                    new Term("sent", loss.Sent),
                    new Term("delivered", loss.Delivered),
                    new Term("lost in the network", loss.LostInNetwork),
                    new Term("lost in the socket", loss.LostInSocket),
                    new Term("dropped by the queue", loss.LostInApplication),
                    new Term("lost somewhere", loss.LostUnattributed),
                    new Term("pending", loss.Pending)),
                new Identity(new Term("delivered", loss.Delivered), new Term("taken by the reader", sink.Count)),
            ],
        };
    }
}
