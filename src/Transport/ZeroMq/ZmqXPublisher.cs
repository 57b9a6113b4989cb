using Sockets.Transport.ZeroMq.Internal;

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

    /// <inheritdoc cref="ZmqPublisher.HasSubscribers(ReadOnlySpan{byte})"/>
    public bool HasSubscribers(ReadOnlySpan<byte> topic) => _publishing.HasSubscribers(topic);

    /// <inheritdoc cref="ZmqPublisher.WaitForSubscribersAsync(int, ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask WaitForSubscribersAsync(
        int count, ReadOnlyMemory<byte> topic = default, CancellationToken cancellationToken = default) =>
        _publishing.WaitForSubscribersAsync(count, topic, cancellationToken);

    private static SocketCore NewCore(ZmqOptions options, ZmqSubscriptionNotices notices)
    {
        Announcing announcing = notices switch
        {
            ZmqSubscriptionNotices.FirstAndLast => Announcing.FirstAndLast,
            ZmqSubscriptionNotices.Every => Announcing.Every,
            _ => throw new ArgumentOutOfRangeException(nameof(notices), notices, "Not a kind of notices."),
        };
        return new SocketCore(ZmqSocketType.XPub, options, options.Overflow, core => new Publishing(core, announcing));
    }
}
