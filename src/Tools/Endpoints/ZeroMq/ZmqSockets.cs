using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>Makes the library's sockets from endpoints.</summary>
internal static class ZmqSockets
{
    /// <summary>A socket that is neither bound nor connected.</summary>
    /// <param name="settings">What it is for.</param>
    /// <param name="onEvent">Told what happens to its connections.</param>
    public static ZmqSocket Create(ChannelSettings settings, Action<ZmqEvent> onEvent)
    {
        ZmqSettings zmq = settings.Endpoint.Zmq!;
        ZmqOptions options = ZmqSecurityFiles.Secure(OptionsOf(settings, onEvent), settings.ZmqSecurity);
        return zmq.Role.Type switch
        {
            ZmqSocketType.Pub => new ZmqPublisher(options),
            ZmqSocketType.XPub => new ZmqXPublisher(options, ZmqSubscriptionNotices.Every),
            ZmqSocketType.Sub => Subscribe(new ZmqSubscriber(options), zmq.Topics),
            ZmqSocketType.XSub => Subscribe(new ZmqXSubscriber(options), zmq.Topics),
            ZmqSocketType.Push => new ZmqPush(options),
            ZmqSocketType.Pull => new ZmqPull(options),
            ZmqSocketType.Pair => new ZmqPair(options),
            ZmqSocketType.Dealer => new ZmqDealer(options),
            ZmqSocketType.Router => new ZmqRouter(options),
            ZmqSocketType.Req => new ZmqRequester(options),
            _ => new ZmqReplier(options),
        };
    }

    private static ZmqOptions OptionsOf(ChannelSettings settings, Action<ZmqEvent> onEvent)
    {
        ZmqSettings zmq = settings.Endpoint.Zmq!;
        int messages = zmq.HighWaterMark ?? ZmqOptions.DefaultHighWaterMark;
        long bytes = zmq.Queue ?? ZmqOptions.DefaultHighWaterMarkBytes;
        return new ZmqOptions
        {
            SendHighWaterMark = messages,
            SendHighWaterMarkBytes = bytes,
            ReceiveHighWaterMark = messages,
            ReceiveHighWaterMarkBytes = bytes,
            Overflow = zmq.Role.Publishes && settings.Purpose == Purpose.Send ? settings.Policy : OverflowPolicy.DropNewest,
            RoutingId = zmq.RoutingId,
            Limits = new ZmqLimits { MaxMessageLength = zmq.MaxMessage ?? ZmqLimits.DefaultMaxMessageLength },
            Monitor = onEvent,
        };
    }

    private static ZmqSubscriber Subscribe(ZmqSubscriber socket, IReadOnlyList<byte[]> topics)
    {
        foreach (byte[] topic in Wanted(topics))
        {
            socket.Subscribe(topic);
        }

        return socket;
    }

    private static ZmqXSubscriber Subscribe(ZmqXSubscriber socket, IReadOnlyList<byte[]> topics)
    {
        foreach (byte[] topic in Wanted(topics))
        {
            socket.Subscribe(topic);
        }

        return socket;
    }

    /// <summary>Who names no topic wants everything.</summary>
    private static IReadOnlyList<byte[]> Wanted(IReadOnlyList<byte[]> topics) => topics.Count == 0 ? [[]] : topics;
}
