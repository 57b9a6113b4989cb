using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// ROUTER: every received message begins with a frame that names its peer, and every message is sent to the peer it names.
/// A name that nobody has is told, never dropped in silence: ZMQ_ROUTER_MANDATORY is always on.
/// </summary>
public sealed class ZmqRouter : ZmqReceivingSocket
{
    private readonly Routing _routing;

    /// <summary>Makes the socket.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="handover">Who has a routing id for which a second peer asks.</param>
    public ZmqRouter(ZmqOptions? options = null, ZmqRoutingIdHandover handover = ZmqRoutingIdHandover.ToNobody)
        : base(NewCore(options ?? new ZmqOptions(), handover)) => _routing = (Routing)Core.Pattern;

    /// <summary>Sends a message of one frame to a peer. Never blocks.</summary>
    /// <param name="routingId">The peer: the first frame of what it sent.</param>
    /// <param name="message">Borrowed for the call.</param>
    /// <returns>
    /// <see cref="SendStatus.Sent"/>, <see cref="SendStatus.BackPressured"/> when the peer has no room,
    /// <see cref="SendStatus.NotConnected"/> when there is no such peer, <see cref="SendStatus.TooLarge"/> or <see cref="SendStatus.Closed"/>.
    /// </returns>
    public SendStatus TrySend(ReadOnlySpan<byte> routingId, ReadOnlySpan<byte> message) =>
        _routing.TrySend(routingId, OutgoingMessage.Of(message));

    /// <summary>Sends a message of any number of frames to a peer. Never blocks.</summary>
    /// <param name="routingId">The peer: the first frame of what it sent.</param>
    /// <param name="frames">At least one; borrowed for the call.</param>
    /// <returns>As <see cref="TrySend"/>.</returns>
    public SendStatus TrySendFrames(ReadOnlySpan<byte> routingId, ReadOnlySpan<ReadOnlyMemory<byte>> frames) =>
        _routing.TrySend(routingId, OutgoingMessage.Of(frames));

    /// <summary>Sends a message of one frame to a peer, once it has room.</summary>
    /// <param name="routingId">The peer; borrowed until it completes.</param>
    /// <param name="message">Borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up waiting; the message was not sent then.</param>
    /// <returns>As <see cref="TrySend"/>, but never <see cref="SendStatus.BackPressured"/>.</returns>
    public ValueTask<SendStatus> SendAsync(
        ReadOnlyMemory<byte> routingId, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        _routing.SendAsync(routingId, new MessageParts(message), cancellationToken);

    /// <summary>Sends a message of any number of frames to a peer, once it has room.</summary>
    /// <param name="routingId">The peer; borrowed until it completes.</param>
    /// <param name="frames">At least one; borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up waiting; the message was not sent then.</param>
    /// <returns>As <see cref="TrySend"/>, but never <see cref="SendStatus.BackPressured"/>.</returns>
    public ValueTask<SendStatus> SendFramesAsync(
        ReadOnlyMemory<byte> routingId, ReadOnlyMemory<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken = default) =>
        _routing.SendAsync(routingId, new MessageParts(frames), cancellationToken);

    private static SocketCore NewCore(ZmqOptions options, ZmqRoutingIdHandover handover) => Enum.IsDefined(handover)
        ? new SocketCore(ZmqSocketType.Router, options, OverflowPolicy.Wait, core => new Routing(core, handover))
        : throw new ArgumentOutOfRangeException(nameof(handover), handover, "Not a kind of handover.");
}
