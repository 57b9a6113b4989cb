using System.Runtime.CompilerServices;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>
/// Two connected ZeroMQ sockets over 127.0.0.1, in this process. A measurement that hangs is broken off: its sends then fail.
/// </summary>
internal sealed class ZmqFlow : IAsyncDisposable
{
    /// <summary>Where the receiving socket listens: the kernel chooses the port.</summary>
    public const string EndPoint = "tcp://127.0.0.1:*";

    // Beyond the time it is meant to take: connecting, emptying queues, on a machine that has other things to do.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    private readonly ZmqSocket _sender;
    private readonly ZmqReceivingSocket _receiver;
    private readonly CancellationTokenSource _deadline;

    private ZmqFlow(ZmqSocket sender, ZmqReceivingSocket receiver, ZmqSendingStream stream, CancellationTokenSource deadline)
    {
        _sender = sender;
        _receiver = receiver;
        _deadline = deadline;
        Stream = stream;
    }

    /// <summary>The sending end.</summary>
    public ZmqSendingStream Stream { get; }

    /// <summary>The receiving end.</summary>
    public ZmqReceivingSocket Receiver => _receiver;

    public ZmqTraffic Sent => _sender.GetStats().Traffic;

    public ZmqTraffic Received => _receiver.GetStats().Traffic;

    /// <summary>Ends a measurement that does not end by itself.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>When a measurement that takes so long has to be over.</summary>
    public static CancellationTokenSource DeadlineFor(MeasuringTime time) => new(time.WarmUp + time.Scored + s_patience);

    /// <summary>What to throw when it was not.</summary>
    public static TransportException BrokenOff() => new("a measurement did not come to its end in time and was broken off");

    /// <summary>Listens, connects and shakes hands.</summary>
    /// <exception cref="TransportException">The loopback cannot be used.</exception>
    public static async Task<ZmqFlow> OpenAsync(ZmqPattern pattern, MeasuringTime time)
    {
        CancellationTokenSource deadline = DeadlineFor(time);
        (ZmqFlow flow, Task ready) = pattern == ZmqPattern.PushPull ? OpenPush(deadline) : OpenPublisher(deadline);
        try
        {
            await ready;
            return flow;
        }
        catch (OperationCanceledException)
        {
            await flow.DisposeAsync();
            throw BrokenOff();
        }
    }

    /// <summary>Waits until the sender knows that everything has left.</summary>
    public async Task SettleAsync()
    {
        while (Sent.Pending > 0)
        {
            await Task.Delay(s_look, Deadline);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
        _deadline.Dispose();
    }

    private static (ZmqFlow Flow, Task Ready) OpenPush(CancellationTokenSource deadline)
    {
        CancellationToken stop = deadline.Token;
        ZmqPush push = new();
        ZmqPull pull = new();
        string endpoint = pull.Bind(EndPoint);
        ZmqFlow flow = new(push, pull, new ZmqSendingStream(push, endpoint, SendAsync), deadline);
        push.Connect(endpoint);
        return (flow, push.WaitForPeersAsync(1, stop).AsTask());

        ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message) =>
            push.TrySend(message.Span) == SendStatus.Sent ? new ValueTask<SendStatus>(SendStatus.Sent) : WaitAsync(message);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        async ValueTask<SendStatus> WaitAsync(ReadOnlyMemory<byte> message)
        {
            await push.SendAsync(message, stop);
            return SendStatus.Sent;
        }
    }

    private static (ZmqFlow Flow, Task Ready) OpenPublisher(CancellationTokenSource deadline)
    {
        CancellationToken stop = deadline.Token;
        ZmqPublisher publisher = new(new ZmqOptions { Overflow = OverflowPolicy.Wait });
        ZmqSubscriber subscriber = new();
        subscriber.Subscribe("");
        string endpoint = subscriber.Bind(EndPoint);
        ZmqFlow flow = new(publisher, subscriber, new ZmqSendingStream(publisher, endpoint, SendAsync), deadline);
        publisher.Connect(endpoint);
        return (flow, publisher.WaitForSubscribersAsync(1, cancellationToken: stop).AsTask());

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        async ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message) => StatusOf(await publisher.PublishWaitingAsync(message, stop));

        static SendStatus StatusOf(PublishResult result) => result.Queued == 1 ? SendStatus.Sent : SendStatus.NotConnected;
    }
}
