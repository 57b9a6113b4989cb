using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;
using Sockets.Transport.ZeroMq.Internal.Sending;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// XSUB: a subscriber that receives whatever its publishers send, and may send to them: subscriptions, which are what begins
/// with an octet 1 or 0, or anything else, which the application of an XPUB socket receives.
/// </summary>
public sealed class ZmqXSubscriber : ZmqReceivingSocket
{
    private readonly Subscribing _subscribing;

    /// <summary>Makes a subscriber, which has subscribed to nothing.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public ZmqXSubscriber(ZmqOptions? options = null)
        : base(new SocketCore(ZmqSocketType.XSub, options ?? new ZmqOptions(), OverflowPolicy.DropNewest, static core => new Subscribing(core, filters: false))) =>
        _subscribing = (Subscribing)Core.Pattern;

    /// <inheritdoc cref="ZmqSubscriber.Subscribe(ReadOnlySpan{byte})"/>
    public void Subscribe(ReadOnlySpan<byte> topic) => _subscribing.Subscribe(topic);

    /// <inheritdoc cref="ZmqSubscriber.Unsubscribe(ReadOnlySpan{byte})"/>
    public void Unsubscribe(ReadOnlySpan<byte> topic) => _subscribing.Unsubscribe(topic);

    /// <summary>Sends a message to all publishers. Never blocks; one that cannot keep up does not get it, and that is counted.</summary>
    /// <param name="message">Borrowed for the call. An octet 1 or 0 and a topic subscribes, or calls off.</param>
    /// <returns>For how many publishers it waits or is on its way; 0 for a subscription, which all of them will be told.</returns>
    /// <exception cref="ArgumentException">It is longer than <see cref="ZmqLimits.MaxMessageLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public int Send(ReadOnlySpan<byte> message)
    {
        switch (message)
        {
            case [(byte)Wish.Subscribe, .. var topic]:
                Subscribe(topic);
                return 0;
            case [(byte)Wish.Cancel, .. var topic]:
                Unsubscribe(topic);
                return 0;
            default:
                return _subscribing.SendUp(OutgoingMessage.Of(message));
        }
    }

    /// <summary>Sends what an XPUB socket received: a subscription, or a message of any number of frames.</summary>
    /// <param name="message">Borrowed for the call; it stays the caller's to dispose.</param>
    /// <returns>For how many publishers it waits or is on its way; 0 for a subscription, which all of them will be told.</returns>
    /// <inheritdoc cref="Send" path="/exception"/>
    public int Forward(ZmqMessage message) => message.FrameCount == 1
        ? Send(message.First)
        : _subscribing.SendUp(OutgoingMessage.Encoded(message.Encoded));
}
