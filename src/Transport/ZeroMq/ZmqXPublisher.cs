using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// XPUB: a publisher whose application receives subscriptions, as messages that begin with an octet 1, or 0 for a
/// cancellation, and the topic. They have to be taken: a peer whose subscriptions wait unread is not listened to.
/// </summary>
public sealed class ZmqXPublisher : ZmqReceivingSocket
{
    private readonly Publishing _publishing;

    /// <summary>Makes a publisher.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="notices">Which subscriptions the application receives.</param>
    public ZmqXPublisher(ZmqOptions? options = null, ZmqSubscriptionNotices notices = ZmqSubscriptionNotices.FirstAndLast)
        : base(NewCore(options ?? new ZmqOptions(), notices)) => _publishing = (Publishing)Core.Pattern;

    /// <summary>
    /// A message of one frame that every peer is sent first, before it has subscribed; a SUB socket drops it unless it had
    /// subscribed to what it begins with. Empty, the default, for none. ZMQ_XPUB_WELCOME_MSG.
    /// </summary>
    public ReadOnlyMemory<byte> Welcome
    {
        get;
        init
        {
            field = value;
            _publishing.Welcome = Encode(value);
        }
    }

    /// <inheritdoc cref="ZmqPublisher.Publish(ReadOnlySpan{byte})"/>
    public PublishResult Publish(ReadOnlySpan<byte> message) => _publishing.Publish(OutgoingMessage.Of(message));

    /// <inheritdoc cref="ZmqPublisher.Publish(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public PublishResult Publish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body) =>
        _publishing.Publish(OutgoingMessage.Of(topic, body, envelope: default));

    /// <inheritdoc cref="ZmqPublisher.PublishFrames(ReadOnlySpan{ReadOnlyMemory{byte}})"/>
    public PublishResult PublishFrames(ReadOnlySpan<ReadOnlyMemory<byte>> frames) =>
        _publishing.Publish(OutgoingMessage.Of(frames));

    /// <inheritdoc cref="ZmqPublisher.Forward(ZmqMessage)"/>
    public PublishResult Forward(ZmqMessage message) => _publishing.Publish(OutgoingMessage.Encoded(message.Encoded));

    /// <inheritdoc cref="ZmqPublisher.ForwardWaitingAsync(ZmqMessage, CancellationToken)"/>
    public ValueTask<PublishResult> ForwardWaitingAsync(ZmqMessage message, CancellationToken cancellationToken = default) =>
        _publishing.PublishWaitingAsync(MessageParts.Encoded(message.EncodedMemory), cancellationToken);

    /// <inheritdoc cref="ZmqPublisher.PublishFramesWaitingAsync(ReadOnlyMemory{ReadOnlyMemory{byte}}, CancellationToken)"/>
    public ValueTask<PublishResult> PublishFramesWaitingAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken = default) =>
        _publishing.PublishWaitingAsync(new MessageParts(frames), cancellationToken);

    /// <inheritdoc cref="ZmqPublisher.HasSubscribers(ReadOnlySpan{byte})"/>
    public bool HasSubscribers(ReadOnlySpan<byte> topic) => _publishing.HasSubscribers(topic);

    /// <inheritdoc cref="ZmqPublisher.WaitForSubscribersAsync(int, ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask WaitForSubscribersAsync(
        int count, ReadOnlyMemory<byte> topic = default, CancellationToken cancellationToken = default) =>
        _publishing.WaitForSubscribersAsync(count, topic, cancellationToken);

    /// <summary>Lets a peer have messages that begin like this. ZMQ_XPUB_MANUAL's ZMQ_SUBSCRIBE, which means the peer of the last message.</summary>
    /// <param name="peerId">Which peer: <see cref="ZmqMessage.PeerId"/> of the subscription that was received.</param>
    /// <param name="topic">Borrowed for the call; it need not be what the peer asked for. Held once, however often it is said.</param>
    /// <returns>False when the peer is gone.</returns>
    /// <exception cref="InvalidOperationException">The socket was not made with <see cref="ZmqSubscriptionNotices.Manual"/>.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public bool Subscribe(long peerId, ReadOnlySpan<byte> topic) => _publishing.Subscribe(peerId, topic);

    /// <summary>Does not let a peer have them any more.</summary>
    /// <inheritdoc cref="Subscribe" path="/param"/>
    /// <inheritdoc cref="Subscribe" path="/returns"/>
    /// <inheritdoc cref="Subscribe" path="/exception"/>
    public bool Unsubscribe(long peerId, ReadOnlySpan<byte> topic) => _publishing.Unsubscribe(peerId, topic);

    /// <summary>
    /// Sends to one peer alone, whatever it subscribed to: the last value of a topic, for one that has just come. Never blocks.
    /// A SUB socket drops what it did not subscribe to.
    /// </summary>
    /// <param name="peerId">Which peer: <see cref="ZmqMessage.PeerId"/> of a message that was received.</param>
    /// <param name="topic">Borrowed for the call.</param>
    /// <param name="body">Borrowed for the call.</param>
    /// <returns>Nothing matched when the peer is gone.</returns>
    /// <exception cref="ArgumentException">It is longer than <see cref="ZmqLimits.MaxMessageLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public PublishResult PublishTo(long peerId, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body) =>
        _publishing.PublishTo(peerId, OutgoingMessage.Of(topic, body, envelope: default));

    private static SocketCore NewCore(ZmqOptions options, ZmqSubscriptionNotices notices) => Enum.IsDefined(notices)
        ? new SocketCore(ZmqSocketType.XPub, options, options.Overflow, core => new Publishing(core, notices))
        : throw new ArgumentOutOfRangeException(nameof(notices), notices, "Not a kind of notices.");

    private static byte[]? Encode(ReadOnlyMemory<byte> message)
    {
        if (message.IsEmpty)
        {
            return null;
        }

        var outgoing = OutgoingMessage.Of(message.Span);
        byte[] encoded = new byte[outgoing.WireLength];
        outgoing.WriteTo(encoded);
        return encoded;
    }
}
