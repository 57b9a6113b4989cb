using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq;

/// <summary>A socket that sends to its peers in turn, and receives from all of them.</summary>
public abstract class ZmqDuplexSocket : ZmqReceivingSocket
{
    private readonly RoundRobin _sending;

    private protected ZmqDuplexSocket(ZmqSocketType type, ZmqOptions? options)
        : base(new SocketCore(type, options ?? new ZmqOptions(), OverflowPolicy.Wait, static core => new RoundRobin(core))) =>
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
