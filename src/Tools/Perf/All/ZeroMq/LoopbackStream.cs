using System.Net;
using Sockets.Tools.Endpoints;
using Sockets.Tools.Perf.Control;
using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Streams;
using Sockets.Tools.Perf.Streams.ZeroMq;
using Sockets.Transport;
using Sockets.Transport.Tcp;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>
/// Both ends of one stream between two ZeroMQ sockets over 127.0.0.1, in this process. A measurement that hangs is broken off:
/// its sends then fail.
/// </summary>
internal sealed class LoopbackStream : IAsyncDisposable
{
    /// <summary>Where a socket listens: the kernel chooses the port.</summary>
    public const string EndPoint = "tcp://127.0.0.1:*";

    // Beyond the time it is meant to take: connecting, emptying queues, on a machine that has other things to do.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // Both runs put the address of each of their sockets in.
    private static readonly ChannelSettings s_settings = new()
    {
        Endpoint = new EndpointUri { Text = EndPoint, Scheme = Scheme.Zmq },
        Listen = false,
        Driver = Driver.Async,
        ConnectTimeout = s_patience,
    };

    private readonly ZmqRun _sending;
    private readonly ZmqRun _receiving;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenRegistration _breakingOff;

    private LoopbackStream(TestPlan plan, IDataSink sink, CancellationTokenSource deadline)
    {
        _deadline = deadline;
        _receiving = new ZmqRun(plan, Side.Far, s_settings, IPAddress.Loopback, _ => sink);
        _sending = new ZmqRun(plan, Side.Near, s_settings, IPAddress.Loopback, _ => new CountingSink(plan, Side.Near));
        _breakingOff = deadline.Token.UnsafeRegister(static run => _ = ((ZmqRun)run!).DisposeAsync().AsTask(), _sending);
    }

    /// <summary>The sending end.</summary>
    public IDataStream Sender => _sending.Streams[0];

    public ZmqTraffic Sent => _sending.Streams[0].Traffic;

    public ZmqTraffic Received => _receiving.Streams[0].Traffic;

    /// <summary>Ends a measurement that does not end by itself.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>When a measurement that takes so long has to be over.</summary>
    public static CancellationTokenSource DeadlineFor(MeasuringTime time) => new(time.WarmUp + time.Scored + s_patience);

    /// <summary>What to throw when it was not.</summary>
    public static TransportException BrokenOff() => new("a measurement did not come to its end in time and was broken off");

    /// <summary>Listens, connects and shakes hands.</summary>
    /// <param name="plan">Which kind of socket sends: <see cref="ZmqPlan.Role"/>.</param>
    /// <param name="sink">Takes what arrives.</param>
    /// <param name="time">How long it is needed.</param>
    /// <exception cref="TransportException">The loopback cannot be used.</exception>
    public static async Task<LoopbackStream> OpenAsync(TestPlan plan, IDataSink sink, MeasuringTime time)
    {
        LoopbackStream stream = new(plan, sink, DeadlineFor(time));
        try
        {
            await Task.WhenAll(
                stream._receiving.OpenAsync(new Ready("", []), stream.Deadline).AsTask(),
                stream._sending.OpenAsync(new Ready("", stream._receiving.Ports), stream.Deadline).AsTask());
            return stream;
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            if (e is OperationCanceledException)
            {
                throw BrokenOff();
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _breakingOff.DisposeAsync();
        await _sending.DisposeAsync();
        await _receiving.DisposeAsync();
        _deadline.Dispose();
    }
}
