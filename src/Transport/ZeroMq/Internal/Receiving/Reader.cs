using System.Runtime.CompilerServices;
using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq.Internal.Receiving;

/// <summary>How the application takes what arrived, for every kind of socket that only hands it on.</summary>
internal sealed class Reader(SocketCore core)
{
    public bool TryReceive(out ZmqMessage message)
    {
        bool taken = core.Received.TryTake(out Message frames, out Peer? peer);
        message = taken ? new ZmqMessage(frames, peer!.Id) : default;
        return taken;
    }

    public ValueTask<ZmqMessage> ReceiveAsync(CancellationToken cancellationToken) =>
        TryReceive(out ZmqMessage message) ? new ValueTask<ZmqMessage>(message) : WaitAsync(cancellationToken);

    public ValueTask<int> ReceiveAsync(Memory<ZmqMessage> batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(batch.Length);
        return core.Received.Take(batch.Span) is > 0 and int count
            ? new ValueTask<int>(count)
            : WaitAsync(batch, cancellationToken);
    }

    public async IAsyncEnumerable<ZmqMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            while (TryReceive(out ZmqMessage message))
            {
                yield return message;
            }
        }
        while (await core.Received.WaitAsync(cancellationToken).ConfigureAwait(false));
    }

    // Nothing is taken before it can be returned, so a cancelled wait loses nothing.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ZmqMessage> WaitAsync(CancellationToken cancellationToken)
    {
        while (await core.Received.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryReceive(out ZmqMessage message))
            {
                return message;
            }
        }

        throw Disposed();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(Memory<ZmqMessage> batch, CancellationToken cancellationToken)
    {
        while (await core.Received.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (core.Received.Take(batch.Span) is > 0 and int count)
            {
                return count;
            }
        }

        throw Disposed();
    }

    private static ObjectDisposedException Disposed() => new(typeof(ZmqSocket).FullName);
}
