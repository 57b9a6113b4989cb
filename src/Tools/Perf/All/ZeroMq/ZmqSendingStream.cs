using Sockets.Tools.Perf.Ends;
using Sockets.Tools.Perf.Streams;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.All.ZeroMq;

/// <summary>The sending end of a flow between two ZeroMQ sockets, as a stream. It waits for room and drops nothing.</summary>
internal sealed class ZmqSendingStream : IDataStream
{
    private readonly ZmqSocket _socket;
    private readonly Func<ReadOnlyMemory<byte>, ValueTask<SendStatus>> _send;

    /// <param name="socket">The socket; whoever opened it disposes it.</param>
    /// <param name="remote">Where to.</param>
    /// <param name="send">Sends over it, and waits for room.</param>
    public ZmqSendingStream(ZmqSocket socket, string remote, Func<ReadOnlyMemory<byte>, ValueTask<SendStatus>> send)
    {
        _socket = socket;
        _send = send;
        RemoteEnd = remote;
    }

    public string LocalEnd => _socket.Type.ToString();

    public string RemoteEnd { get; }

    public int MaxMessageLength => ZmqLimits.DefaultMaxMessageLength;

    public long Now => MonotonicClock.Now;

    public StreamCounts Counts
    {
        get
        {
            ZmqTraffic traffic = _socket.GetStats().Traffic;
            return new StreamCounts { Sent = traffic.Sent, SendCalls = traffic.SendCalls };
        }
    }

    public LossFigures? Loss => null;

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => _send(message);

    public SendStatus TrySend(ReadOnlySpan<byte> message) => throw new NotSupportedException("It only waits.");

    /// <summary>The last message says that it is the last.</summary>
    public Task FinishSendingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task FinishReceivingAsync() => Task.CompletedTask;

    public Exception Broken() => new TransportException("a ZeroMQ connection over the loopback broke off");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
