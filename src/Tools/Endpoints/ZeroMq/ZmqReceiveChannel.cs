using System.Runtime.CompilerServices;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>A socket that receives as a channel, from all its peers. It has finished when the last of them has gone.</summary>
/// <param name="socket">Whoever made it disposes it too.</param>
/// <param name="peers">Who is there.</param>
/// <param name="settings">How messages have parts.</param>
internal sealed class ZmqReceiveChannel(ZmqReceivingSocket socket, ZmqPeers peers, ZmqSettings settings) : IMessageChannel
{
    private readonly ZmqParts _parts = new(settings);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required string LocalEnd { get; init; }

    public string RemoteEnd => peers.LastName;

    public int MaxMessageLength => settings.MaxMessage ?? ZmqLimits.DefaultMaxMessageLength;

    public Task Closed => _closed.Task;

    public ReadOnlySpan<int> PartLengths => _parts.Lengths;

    public ValueTask<SendStatus> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken) =>
        socket.TryReceive(out ZmqMessage message) ? new ValueTask<ReadOnlyMemory<byte>?>(Take(message)) : WaitAsync(cancellationToken);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask CloseAsync(CancellationToken cancellationToken) => StopAsync();

    public void Abort() => peers.End();

    /// <summary>Ends the socket, so that what was counted is settled.</summary>
    public async ValueTask StopAsync()
    {
        peers.End();
        await socket.DisposeAsync();
        _closed.TrySetResult();
    }

    public ChannelStats GetStats() => ZmqCounts.Of(socket.GetStats());

    public ValueTask DisposeAsync() => StopAsync();

    private ReadOnlyMemory<byte> Take(ZmqMessage message)
    {
        using (message)
        {
            return _parts.Join(message.GetEnumerator());
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOnlyMemory<byte>?> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Take(await socket.ReceiveAsync(peers.WhileAnybodyIsHere(cancellationToken)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The last has gone; what came before it did is still there.
            if (socket.TryReceive(out ZmqMessage message))
            {
                return Take(message);
            }

            peers.ThrowIfBroken();
            return null;
        }
    }
}
