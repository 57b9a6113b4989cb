using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// REQ: asks one of its peers at a time, and waits for the answer. A request that is given up leaves nothing behind: the next
/// one may be asked at once, and an answer that comes late is dropped (ZMQ_REQ_RELAXED, without its extra frame).
/// </summary>
public sealed class ZmqRequester : ZmqSocket
{
    private readonly Requesting _requesting;

    /// <summary>Makes the socket.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public ZmqRequester(ZmqOptions? options = null)
        : base(new SocketCore(ZmqSocketType.Req, options ?? new ZmqOptions(), OverflowPolicy.Wait, static core => new Requesting(core))) =>
        _requesting = (Requesting)Core.Pattern;

    /// <summary>Sends a request of one frame to the next peer that has room, and waits for the answer, which is the caller's to dispose.</summary>
    /// <param name="request">Borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up the request; whether the peer dealt with it is not known then.</param>
    /// <exception cref="ArgumentException">It is longer than <see cref="ZmqLimits.MaxMessageLength"/>.</exception>
    /// <exception cref="ConnectionClosedException">The peer was lost before it answered.</exception>
    /// <exception cref="InvalidOperationException">Another request waits for its answer.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public ValueTask<ZmqMessage> RequestAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default) =>
        _requesting.RequestAsync(new MessageParts(request, Requesting.Delimiter), cancellationToken);

    /// <summary>As <see cref="RequestAsync"/>, for a request of any number of frames.</summary>
    /// <inheritdoc cref="RequestAsync" path="/exception"/>
    /// <param name="frames">At least one; borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up the request; whether the peer dealt with it is not known then.</param>
    public ValueTask<ZmqMessage> RequestFramesAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken = default) =>
        _requesting.RequestAsync(new MessageParts(frames, Requesting.Delimiter), cancellationToken);
}
