using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// PUB: sends each message to the connected subscribers that want it. One that cannot keep up never delays the others:
/// <see cref="ZmqOptions.Overflow"/> says what becomes of its messages, and the statistics count them.
/// </summary>
public sealed class ZmqPublisher : ZmqSocket
{
    private readonly Publishing _publishing;

    /// <summary>Makes a publisher.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public ZmqPublisher(ZmqOptions? options = null)
        : base(NewCore(options ?? new ZmqOptions())) => _publishing = (Publishing)Core.Pattern;

    /// <summary>Publishes a message of one frame; what it begins with is its topic. Never blocks.</summary>
    /// <param name="message">Borrowed for the call.</param>
    /// <exception cref="ArgumentException">It is longer than <see cref="ZmqLimits.MaxMessageLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public PublishResult Publish(ReadOnlySpan<byte> message) => _publishing.Publish(OutgoingMessage.Of(message));

    /// <summary>Publishes a message of two frames: topic and body. Never blocks.</summary>
    /// <inheritdoc cref="Publish(ReadOnlySpan{byte})" path="/exception"/>
    /// <param name="topic">Borrowed for the call.</param>
    /// <param name="body">Borrowed for the call.</param>
    public PublishResult Publish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body) =>
        _publishing.Publish(OutgoingMessage.Of(topic, body, envelope: default));

    /// <summary>Publishes a message of any number of frames, the first of which is the topic. Never blocks.</summary>
    /// <inheritdoc cref="Publish(ReadOnlySpan{byte})" path="/exception"/>
    /// <param name="frames">At least one; borrowed for the call.</param>
    public PublishResult PublishFrames(ReadOnlySpan<ReadOnlyMemory<byte>> frames) =>
        _publishing.Publish(OutgoingMessage.Of(frames));

    /// <summary>Publishes a received message as it is. Never blocks.</summary>
    /// <inheritdoc cref="Publish(ReadOnlySpan{byte})" path="/exception"/>
    /// <param name="message">Borrowed for the call; it stays the caller's to dispose.</param>
    public PublishResult Forward(ZmqMessage message) => _publishing.Publish(OutgoingMessage.Encoded(message.Encoded));

    /// <inheritdoc cref="PublishWaitingAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="message">Borrowed until it completes; it stays the caller's to dispose.</param>
    /// <param name="cancellationToken">Gives up waiting. Those that had room have been sent the message.</param>
    public ValueTask<PublishResult> ForwardWaitingAsync(ZmqMessage message, CancellationToken cancellationToken = default) =>
        _publishing.PublishWaitingAsync(MessageParts.Encoded(message.EncodedMemory), cancellationToken);

    /// <summary>
    /// As <see cref="Publish(ReadOnlySpan{byte})"/>; under <see cref="OverflowPolicy.Wait"/> it completes when every subscriber
    /// that wants it has room for it, so that the slowest sets the pace. Nothing is dropped then.
    /// </summary>
    /// <param name="message">Borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up waiting. Those that had room have been sent the message.</param>
    public ValueTask<PublishResult> PublishWaitingAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        _publishing.PublishWaitingAsync(new MessageParts(message), cancellationToken);

    /// <inheritdoc cref="PublishWaitingAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="topic">Borrowed until it completes.</param>
    /// <param name="body">Borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up waiting. Those that had room have been sent the message.</param>
    public ValueTask<PublishResult> PublishWaitingAsync(
        ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        _publishing.PublishWaitingAsync(new MessageParts(topic, body, envelope: default), cancellationToken);

    /// <inheritdoc cref="PublishWaitingAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="frames">At least one, the first of which is the topic; borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up waiting. Those that had room have been sent the message.</param>
    public ValueTask<PublishResult> PublishFramesWaitingAsync(
        ReadOnlyMemory<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken = default) =>
        _publishing.PublishWaitingAsync(new MessageParts(frames), cancellationToken);

    /// <summary>Whether anybody wants a message that begins like this; one for nobody need not be made.</summary>
    /// <param name="topic">Borrowed for the call.</param>
    public bool HasSubscribers(ReadOnlySpan<byte> topic) => _publishing.HasSubscribers(topic);

    /// <summary>Waits until so many peers want messages that begin like this: what is published then reaches them all.</summary>
    /// <param name="count">How many.</param>
    /// <param name="topic">Borrowed until it completes. Empty asks for those that want everything.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public ValueTask WaitForSubscribersAsync(
        int count, ReadOnlyMemory<byte> topic = default, CancellationToken cancellationToken = default) =>
        _publishing.WaitForSubscribersAsync(count, topic, cancellationToken);

    private static SocketCore NewCore(ZmqOptions options) =>
        new(ZmqSocketType.Pub, options, options.Overflow, static core => new Publishing(core, notices: null));
}
