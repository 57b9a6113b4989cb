using System.Net;
using System.Runtime.CompilerServices;
using Sockets.Transport.Links;
using Sockets.Transport.Measurement;
using Sockets.Transport.Multicast.Internal;
using Sockets.Transport.Multicast.Internal.Pcap;
using Sockets.Transport.Multicast.Internal.Queueing;
using Sockets.Transport.Multicast.Internal.Receiving;
using Sockets.Transport.Multicast.Internal.Repairing;
using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast;

/// <summary>
/// Receives datagrams of multicast groups, or of one unicast address, on a thread of its own that never waits for the
/// application, and knows where every missing one was lost. Messages go to the options' handler, or wait in a bounded
/// queue for one reader. All members may be used from any thread.
/// </summary>
public sealed class MulticastReceiver : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ReceiverPublisher _publisher;
    private readonly ReceiveLoop _loop;
    private readonly DeliveryQueue? _queue;
    private readonly DatagramRecorder? _recorder;

    private MulticastReceiver(MulticastReceiverOptions options, FeedSocket[] feeds)
    {
        IDatagramReceiver[] receivers = [.. feeds.Select(static feed => feed.Receiver)];
        LocalEndPoint = feeds[0].LocalEndPoint;
        SecondLocalEndPoint = feeds.Length > 1 ? feeds[1].LocalEndPoint : null;
        HasKernelTimes = receivers[0].HasKernelTimes;
        HasKernelDrops = receivers[0].HasDrops;
        BufferAdvice = feeds[0].Buffer.Advice;
        DropTally tally = new();
        IPipelineOutput output;
        if (options.Handler is { } handler)
        {
            output = new HandlerOutput(handler);
        }
        else
        {
            output = new QueueOutput(options.Queue, options.Time, options.Pool);
            _queue = new DeliveryQueue(_gate, LineOf(options.Queue, tally), options.Time);
        }

        _recorder = options.Recording is { } stream ? new DatagramRecorder(stream) : null;
        ReceivePipeline pipeline = new(SettingsOf(options, feeds, _recorder), FormatOf(options), output, new LatencyHistogram(), AskerOf(options));
        _publisher = new ReceiverPublisher(_gate, pipeline, options, output, _queue, tally, feeds, _recorder);
        _loop = new ReceiveLoop(receivers, pipeline, _publisher, options);
    }

    /// <summary>The address and port that are bound.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The address and port that are bound for the second feed; null without one.</summary>
    public IPEndPoint? SecondLocalEndPoint { get; }

    /// <summary>Whether receive times are the kernel's. If not, they include the time until this process saw the datagram.</summary>
    public bool HasKernelTimes { get; }

    /// <summary>Whether the kernel says what the socket dropped. If not, every loss is reported as unattributed.</summary>
    public bool HasKernelDrops { get; }

    /// <summary>The command that would have got the receive buffer that was asked for; null when it was granted.</summary>
    public string? BufferAdvice { get; }

    /// <summary>Done when the receiver has ended, by disposal or by a failure.</summary>
    public Task Ended => _recorder is null ? _loop.Ended : Task.WhenAll(_loop.Ended, _recorder.Ended);

    /// <summary>Why nothing more is recorded, although it was asked for: what the stream threw. Null otherwise.</summary>
    public Exception? RecordingError => _recorder?.Error;

    /// <summary>Why it ended by itself: what the handler threw, or what the network said. Null otherwise.</summary>
    public Exception? Error => _publisher.Error;

    /// <summary>What was counted so far, as one consistent snapshot.</summary>
    public MulticastStats Stats => _publisher.Snapshot();

    /// <summary>The times from sending to receiving, as far as senders say when they sent.</summary>
    public MulticastDelays Delays => _publisher.Delays;

    /// <summary>
    /// Whether every source that is known has said that it is done, and has had its time. One that fell silent without
    /// saying so has not ended.
    /// </summary>
    public bool AllSourcesEnded
    {
        get
        {
            MulticastStats stats = Stats;
            return stats.SourcesEnded > 0 && stats.SourcesOpen == 0;
        }
    }

    /// <summary>Binds, joins, and starts to receive.</summary>
    /// <param name="options">What to listen to.</param>
    /// <exception cref="ArgumentException">The options contradict themselves, or a value is out of range.</exception>
    /// <exception cref="TransportException">The interface is missing or down, or the address cannot be bound or joined.</exception>
    public static MulticastReceiver Start(MulticastReceiverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        FeedSocket[] feeds = FeedSocket.OpenAll(options);
        MulticastReceiver receiver;
        try
        {
            receiver = new MulticastReceiver(options, feeds);
        }
        catch
        {
            Array.ForEach(feeds, static feed => feed.Receiver.Dispose());
            throw;
        }

        MulticastMeter.Instance.OnStarted(receiver._publisher);
        receiver._recorder?.Start();
        receiver._loop.Start();
        return receiver;
    }

    /// <summary>Takes a message that waits, if there is one. Not for a receiver with a handler.</summary>
    /// <param name="message">The message; the caller's, who disposes it.</param>
    /// <exception cref="InvalidOperationException">The receiver has a handler.</exception>
    public bool TryReceive(out MulticastMessage message) => Queue.TryTake(out message);

    /// <summary>Waits for a message. One reader at a time.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <exception cref="InvalidOperationException">The receiver has a handler, or another reader waits.</exception>
    /// <exception cref="ObjectDisposedException">The receiver was disposed and everything was read.</exception>
    /// <exception cref="TransportException">The receiver ended by itself and everything was read.</exception>
    public ValueTask<MulticastMessage> ReceiveAsync(CancellationToken cancellationToken = default) =>
        Queue.TryTake(out MulticastMessage message) ? new ValueTask<MulticastMessage>(message) : WaitAsync(cancellationToken);

    /// <summary>Gives every message until the receiver is disposed or ends. One reader at a time.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <exception cref="InvalidOperationException">The receiver has a handler, or another reader waits.</exception>
    /// <exception cref="TransportException">The receiver ended by itself.</exception>
    public async IAsyncEnumerable<MulticastMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        do
        {
            while (Queue.TryTake(out MulticastMessage message))
            {
                yield return message;
            }
        }
        while (await Queue.WaitAsync(cancellationToken).ConfigureAwait(false));

        if (Queue.EndError is { } error)
        {
            throw error;
        }
    }

    /// <summary>
    /// Takes what the kernel still holds, for a second at most, decides about everything that is missing, and ends. What waits
    /// in the queue can be read until the receiver is disposed. From a handler it returns at once. A handler that takes long
    /// gets what was read with one call, up to 32 datagrams, also after that second; the rest stays unread and uncounted.
    /// </summary>
    public Task StopAsync()
    {
        _loop.Stop();
        return _loop.IsCurrent ? Task.CompletedTask : Ended;
    }

    /// <summary>Ends, and drops what waits in the queue, counted. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _queue?.Discard();
        MulticastMeter.Instance.OnEnded(_publisher);
    }

    private DeliveryQueue Queue =>
        _queue ?? throw new InvalidOperationException("This receiver has a handler: its messages go there, and none can be pulled.");

    private static IDeliveryLine LineOf(MulticastQueueOptions queue, DropTally tally) =>
        queue.Overflow == OverflowPolicy.KeyFrameAware
            ? new FrameLine(queue.Messages, queue.PayloadBytes, tally)
            : new PlainLine(queue.Overflow, queue.Messages, queue.PayloadBytes, tally);

    private static IWireFormat FormatOf(MulticastReceiverOptions options) => options.Wire switch
    {
        MulticastWire.Raw => new RawFormat(),
        MulticastWire.Rtp => new RtpFormat(RtpFormat.MpegTransportStream, source: 0),
        MulticastWire.Iperf2 => new Iperf2Format(),
        _ => new NativeFormat(
            stream: 0, epoch: 0, options.Key is { } key ? DatagramSeal.ForReceiver(key) : null, longest: options.MaxDatagramLength),
    };

    private static RepairAsker? AskerOf(MulticastReceiverOptions options) => options.Repairs.HasFlag(MulticastRepairs.Requests)
        ? new RepairAsker(
            new RepairRequestFormat(options.Key is { } key ? DatagramSeal.ForRequests(key) : null),
            new RequestSocket(options.EndPoints[0].AddressFamily))
        : null;

    private static ReceiverSettings SettingsOf(MulticastReceiverOptions options, FeedSocket[] feeds, DatagramRecorder? recorder)
    {
        double frequency = options.Time.TimestampFrequency;
        return new ReceiverSettings
        {
            Wire = options.Wire,
            Feeds = feeds.Length,
            Repairs = options.Repairs,
            FindsFrames = options.Handler is null && options.Queue.Overflow == OverflowPolicy.KeyFrameAware,
            ReorderWindow = options.ReorderWindow,
            ExpectFrom = options.ExpectFrom,
            MaxSources = options.MaxSources,
            MaxDatagramLength = options.MaxDatagramLength,
            MaxMessageLength = options.MaxMessageLength,
            LossTicks = (long)(options.LossTimeout.TotalSeconds * frequency),
            SilenceTicks = (long)(options.SourceTimeout.TotalSeconds * frequency),
            EndTicks = (long)(EndLinger.TotalSeconds * frequency),
            TicksPerMillisecond = options.Time.TimestampFrequency / 1000,
            DropsAreDatagrams = !FeedSocket.Merges(options),
            KnowsDrops = feeds[0].Receiver.HasDrops,
            Recorder = recorder,
            RecordedTo = [.. feeds.Select((feed, i) => DatagramSource.From(new IPEndPoint(
                (i == 0 ? options.EndPoints[0] : options.SecondEndPoint!).Address, feed.LocalEndPoint.Port)))],
            Pool = options.Pool,
        };
    }

    /// <summary>What is on its way when a source says that it is done has this long: 200 ms.</summary>
    private static TimeSpan EndLinger => TimeSpan.FromMilliseconds(200);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<MulticastMessage> WaitAsync(CancellationToken cancellationToken)
    {
        while (await Queue.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Queue.TryTake(out MulticastMessage message))
            {
                return message;
            }
        }

        throw Queue.EndError ?? new ObjectDisposedException(nameof(MulticastReceiver));
    }
}
