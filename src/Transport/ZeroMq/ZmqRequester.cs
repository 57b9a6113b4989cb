using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// REQ: asks one of its peers at a time, and waits for the answer. A request that is given up leaves nothing behind: the next
/// one may be asked at once (ZMQ_REQ_RELAXED), and an answer that comes late reaches nobody.
/// </summary>
public sealed class ZmqRequester : ZmqSocket
{
    private readonly Requesting _requesting;

    /// <summary>Makes the socket.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="matching">How the answer to a request is told from others.</param>
    public ZmqRequester(ZmqOptions? options = null, ZmqRequestMatching matching = ZmqRequestMatching.ByConnection)
        : base(NewCore(options ?? new ZmqOptions(), matching)) => _requesting = (Requesting)Core.Pattern;

    /// <summary>Sends a request of one frame to the next peer that has room, and waits for the answer, which is the caller's to dispose.</summary>
    /// <param name="request">Borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up the request; whether the peer dealt with it is not known then.</param>
    /// <exception cref="ArgumentException">It is longer than <see cref="ZmqLimits.MaxMessageLength"/>.</exception>
    /// <exception cref="ConnectionClosedException">The peer was lost before it answered.</exception>
    /// <exception cref="InvalidOperationException">Another request waits for its answer.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public ValueTask<ZmqMessage> RequestAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default) =>
        _requesting.RequestAsync(new MessageParts(request, _requesting.Envelope), cancellationToken);

    /// <summary>As <see cref="RequestAsync"/>, for a request of any number of frames.</summary>
    /// <inheritdoc cref="RequestAsync" path="/exception"/>
    /// <param name="frames">At least one; borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up the request; whether the peer dealt with it is not known then.</param>
    public ValueTask<ZmqMessage> RequestFramesAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken = default) =>
        _requesting.RequestAsync(new MessageParts(frames, _requesting.Envelope), cancellationToken);

    private static SocketCore NewCore(ZmqOptions options, ZmqRequestMatching matching) => Enum.IsDefined(matching)
        ? new SocketCore(ZmqSocketType.Req, options, OverflowPolicy.Wait, core => new Requesting(core, matching))
        : throw new ArgumentOutOfRangeException(nameof(matching), matching, "Not a kind of matching.");
}
