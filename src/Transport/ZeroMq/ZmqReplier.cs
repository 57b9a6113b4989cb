using System.Runtime.CompilerServices;
using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Peers;

namespace Sockets.Transport.ZeroMq;

/// <summary>REP: receives requests and answers them, in any order, one or many at a time.</summary>
public sealed class ZmqReplier : ZmqSocket
{
    /// <summary>Makes the socket.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public ZmqReplier(ZmqOptions? options = null)
        : base(new SocketCore(ZmqSocketType.Rep, options ?? new ZmqOptions(), OverflowPolicy.Wait, static _ => new Replying()))
    {
    }

    /// <summary>Takes the next request, if there is one. It is the caller's to answer and to dispose.</summary>
    /// <param name="request">The request.</param>
    public bool TryReceive(out ZmqRequest request)
    {
        if (Core.Received.TryTake(out Message message, out Peer? peer))
        {
            request = new ZmqRequest(message, peer!);
            return true;
        }

        request = default;
        return false;
    }

    /// <summary>Waits for the next request. It is the caller's to answer and to dispose. Several may wait at once.</summary>
    /// <param name="cancellationToken">Gives up waiting; no request is lost by that.</param>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public ValueTask<ZmqRequest> ReceiveAsync(CancellationToken cancellationToken = default) =>
        TryReceive(out ZmqRequest request) ? new ValueTask<ZmqRequest>(request) : WaitAsync(cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ZmqRequest> WaitAsync(CancellationToken cancellationToken)
    {
        while (await Core.Received.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryReceive(out ZmqRequest request))
            {
                return request;
            }
        }

        throw new ObjectDisposedException(typeof(ZmqReplier).FullName);
    }
}
