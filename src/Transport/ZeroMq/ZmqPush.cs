using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq;

/// <summary>PUSH: hands each message to the next of its peers that has room. Nothing is dropped while they are connected.</summary>
public sealed class ZmqPush : ZmqSocket
{
    private readonly RoundRobin _sending;

    /// <summary>Makes the socket.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public ZmqPush(ZmqOptions? options = null)
        : base(new SocketCore(ZmqSocketType.Push, options ?? new ZmqOptions(), OverflowPolicy.Wait, static core => new RoundRobin(core))) =>
        _sending = (RoundRobin)Core.Pattern;

    /// <summary>Sends a message of one frame to the next peer that has room. Never blocks.</summary>
    /// <param name="message">Borrowed for the call.</param>
    /// <returns>
    /// <see cref="SendStatus.Sent"/>, <see cref="SendStatus.BackPressured"/> when no peer has room,
    /// <see cref="SendStatus.NotConnected"/>, <see cref="SendStatus.TooLarge"/> or <see cref="SendStatus.Closed"/>.
    /// </returns>
    public SendStatus TrySend(ReadOnlySpan<byte> message) => _sending.TrySend(OutgoingMessage.Of(message));

    /// <summary>Sends a message of any number of frames. Never blocks.</summary>
    /// <param name="frames">At least one; borrowed for the call.</param>
    /// <returns>As <see cref="TrySend"/>.</returns>
    public SendStatus TrySendFrames(ReadOnlySpan<ReadOnlyMemory<byte>> frames) => _sending.TrySend(OutgoingMessage.Of(frames));

    /// <summary>Sends a received message as it is. Never blocks.</summary>
    /// <param name="message">Borrowed for the call; it stays the caller's to dispose.</param>
    /// <returns>As <see cref="TrySend"/>.</returns>
    public SendStatus TryForward(ZmqMessage message) => _sending.TrySend(OutgoingMessage.Encoded(message.Encoded));

    /// <summary>Sends a message of one frame to the next peer that has room, once there is one.</summary>
    /// <param name="message">Borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up waiting; the message was not sent then.</param>
    /// <exception cref="ArgumentException">It is longer than <see cref="ZmqLimits.MaxMessageLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        _sending.SendAsync(new MessageParts(message), cancellationToken);

    /// <summary>Sends a message of any number of frames, once there is a peer that has room.</summary>
    /// <inheritdoc cref="SendAsync" path="/exception"/>
    /// <param name="frames">At least one; borrowed until it completes.</param>
    /// <param name="cancellationToken">Gives up waiting; the message was not sent then.</param>
    public ValueTask SendFramesAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken = default) =>
        _sending.SendAsync(new MessageParts(frames), cancellationToken);
}
