using System.Text;
using Sockets.Transport.ZeroMq.Internal;
using Sockets.Transport.ZeroMq.Internal.Patterns;

namespace Sockets.Transport.ZeroMq;

/// <summary>
/// SUB: receives what it subscribed to from all publishers it is connected to. What it subscribed to is told again to every
/// publisher that comes back.
/// </summary>
public sealed class ZmqSubscriber : ZmqReceivingSocket
{
    private readonly Subscribing _subscribing;

    /// <summary>Makes a subscriber, which has subscribed to nothing.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public ZmqSubscriber(ZmqOptions? options = null)
        : base(new SocketCore(ZmqSocketType.Sub, options ?? new ZmqOptions(), OverflowPolicy.DropNewest, static core => new Subscribing(core, filters: true))) => _subscribing = (Subscribing)Core.Pattern;

    /// <summary>Subscribes to all messages that begin like this; to everything when it is empty.</summary>
    /// <param name="topic">Borrowed for the call. As often as it is subscribed to, as often it has to be called off.</param>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public void Subscribe(ReadOnlySpan<byte> topic) => _subscribing.Subscribe(topic);

    /// <inheritdoc cref="Subscribe(ReadOnlySpan{byte})"/>
    /// <param name="topic">Sent as UTF-8.</param>
    public void Subscribe(string topic) => _subscribing.Subscribe(Encoding.UTF8.GetBytes(topic));

    /// <summary>Calls a subscription off; does nothing when there is none.</summary>
    /// <param name="topic">What was subscribed to; borrowed for the call.</param>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public void Unsubscribe(ReadOnlySpan<byte> topic) => _subscribing.Unsubscribe(topic);

    /// <inheritdoc cref="Unsubscribe(ReadOnlySpan{byte})"/>
    /// <param name="topic">Sent as UTF-8.</param>
    public void Unsubscribe(string topic) => _subscribing.Unsubscribe(Encoding.UTF8.GetBytes(topic));
}
