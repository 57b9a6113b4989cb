using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sockets.Tools.Endpoints.ZeroMq;
using Sockets.Tools.Perf.Ends;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Perf.Streams.ZeroMq;

/// <summary>PUB: publishes to its one subscriber. It waits for that one, or drops, and says at the end how much there was (<see cref="GapSink"/>).</summary>
/// <param name="setup">The socket and what belongs to it.</param>
/// <param name="socket">The same socket.</param>
internal sealed class ZmqPublishStream(ZmqStreamSetup setup, ZmqPublisher socket) : ZmqStream(setup)
{
    private readonly bool _drops = setup.Plan.Mode == PerfMode.Loss;
    private long _published;

    public override StreamCounts Counts
    {
        get
        {
            ZmqTraffic traffic = Traffic;
            return base.Counts with
            {
                Dropped = _drops ? new QueueDrops(traffic.DroppedNewest, traffic.DroppedOldest, traffic.DroppedAtClose) : null,
            };
        }
    }

    public override SendStatus TrySend(ReadOnlySpan<byte> message) => StatusOf(socket.Publish(message));

    public override async Task FinishSendingAsync(CancellationToken cancellationToken)
    {
        if (await ZmqDraining.WaitAsync(socket, cancellationToken) && _drops)
        {
            // Nothing waits any more: there is room for it.
            byte[] mark = new byte[GapSink.EndMarkLength];
            BinaryPrimitives.WriteInt64LittleEndian(mark, _published);
            socket.Publish(mark);
            await ZmqDraining.WaitAsync(socket, cancellationToken);
        }
    }

    protected override ValueTask WaitUntilHeardAsync(CancellationToken cancellationToken) => socket.WaitForSubscribersAsync(1, default, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<SendStatus> SendOrWaitAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _published++;
        try
        {
            ValueTask<PublishResult> publishing = socket.PublishWaitingAsync(message, cancellationToken);
            return publishing.IsCompletedSuccessfully
                ? StatusOf(await publishing)
                : await HeldBackAsync(publishing, static result => StatusOf(result));
        }
        catch (Exception e) when (IsEnd(e))
        {
            return SendStatus.Closed;
        }
    }

    /// <summary>Nothing comes.</summary>
    protected override Task ReadAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    private static SendStatus StatusOf(PublishResult result) => result switch
    {
        { Matched: 0 } => SendStatus.NotConnected,
        { Dropped: > 0 } => SendStatus.Dropped,
        _ => SendStatus.Sent,
    };
}
