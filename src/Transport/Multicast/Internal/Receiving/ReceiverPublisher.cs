using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal.Pcap;
using Sockets.Transport.Multicast.Internal.Queueing;

namespace Sockets.Transport.Multicast.Internal.Receiving;

/// <summary>
/// Ends each batch: hands what was collected to the queue, and makes the counters visible, both under one lock, so that
/// every snapshot is consistent.
/// </summary>
internal sealed class ReceiverPublisher : ReceiveLoop.IBatchEnd
{
    private readonly Lock _gate;
    private readonly ReceivePipeline _pipeline;
    private readonly IMulticastHandler? _handler;
    private readonly HandlerOutput? _handlerOutput;
    private readonly QueueOutput? _queueOutput;
    private readonly DeliveryQueue? _queue;
    private readonly DropTally _tally;
    private readonly FeedSocket[] _feeds;
    private readonly DatagramRecorder? _recorder;
    private readonly TimeProvider _time;
    private ReceiveCounters _published;
    private (long Packets, long Messages) _delivered;
    private Exception? _error;
    private long _batches;

    public ReceiverPublisher(
        Lock gate,
        ReceivePipeline pipeline,
        MulticastReceiverOptions options,
        IPipelineOutput output,
        DeliveryQueue? queue,
        DropTally tally,
        FeedSocket[] feeds,
        DatagramRecorder? recorder)
    {
        _gate = gate;
        _pipeline = pipeline;
        _handler = options.Handler;
        _handlerOutput = output as HandlerOutput;
        _queueOutput = output as QueueOutput;
        _queue = queue;
        _tally = tally;
        _feeds = feeds;
        _recorder = recorder;
        _time = options.Time;
    }

    public Exception? Error => Volatile.Read(ref _error);

    /// <summary>The delays so far. The receive thread goes on counting meanwhile.</summary>
    public MulticastDelays Delays
    {
        get
        {
            LatencyHistogram delays = _pipeline.Delays;
            return new MulticastDelays(
                delays.Count, Time(delays.Min), Time(delays.Percentile(0.5)), At(0.9), At(0.99), At(0.999), Time(delays.Max));

            TimeSpan? At(double percentile) => delays.Carries(percentile) ? Time(delays.Percentile(percentile)) : null;
        }
    }

    public void BeginBatch(long now, long wallNanoseconds) => _queueOutput?.BeginBatch(now, wallNanoseconds);

    public void EndBatch()
    {
        bool any = Publish();
        if (any)
        {
            _queue!.Publish();
        }

        if (_handler is not null && _published.Batches != _batches)
        {
            _batches = _published.Batches;
            _handler.OnBatchEnd();
        }
    }

    public void OnEnd(Exception? error)
    {
        Volatile.Write(ref _error, error);
        Publish();
        _queue?.Complete(error is null or TransportException ? error : new TransportException(error.Message, error));
    }

    /// <summary>Everything counted, at one moment.</summary>
    public MulticastStats Snapshot()
    {
        lock (_gate)
        {
            // What failed to be written may be newer than what was published.
            long recordsLost = Math.Min(_recorder?.Lost ?? 0, _published.Recorded);
            return StatsBuilder.Build(_published, recordsLost, Delivered, _tally, _queue?.Line, _feeds, _time);
        }
    }

    private (long Packets, long Messages) Delivered =>
        _queue is null ? _delivered : (_queue.DeliveredPackets, _queue.DeliveredMessages);

    private static TimeSpan Time(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private bool Publish()
    {
        lock (_gate)
        {
            _published = _pipeline.Counters;
            _delivered = _handlerOutput?.Delivered ?? default;
            return _queue is not null && _queueOutput!.Flush(_queue.Line);
        }
    }
}
