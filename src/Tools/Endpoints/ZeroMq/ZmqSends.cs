using System.Runtime.CompilerServices;
using Sockets.Transport;
using Sockets.Transport.ZeroMq;

namespace Sockets.Tools.Endpoints.ZeroMq;

/// <summary>How each kind of socket sends.</summary>
internal static class ZmqSends
{
    // A router is told at once that nobody has the name, and not when somebody gets it.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    public static ZmqSend Of(ZmqSocket socket, ChannelSettings settings)
    {
        bool waits = settings.Policy == OverflowPolicy.Wait;
        byte[] to = settings.Endpoint.Zmq!.To ?? [];
        return socket switch
        {
            ZmqPublisher publisher => (parts, stop) => PublishedAsync(publisher.PublishFramesWaitingAsync(parts, stop)),
            ZmqXPublisher publisher => (parts, stop) => PublishedAsync(publisher.PublishFramesWaitingAsync(parts, stop)),
            ZmqPush push when waits => (parts, stop) => SentAsync(push.SendFramesAsync(parts, stop)),
            ZmqPush push => (parts, _) => new ValueTask<SendStatus>(push.TrySendFrames(parts.Span)),
            ZmqDuplexSocket duplex when waits => (parts, stop) => SentAsync(duplex.SendFramesAsync(parts, stop)),
            ZmqDuplexSocket duplex => (parts, _) => new ValueTask<SendStatus>(duplex.TrySendFrames(parts.Span)),
            ZmqRouter router when waits => (parts, stop) => RoutedAsync(router, to, parts, stop),
            ZmqRouter router => (parts, _) => new ValueTask<SendStatus>(router.TrySendFrames(to, parts.Span)),
            _ => throw new ArgumentOutOfRangeException(nameof(socket), socket.Type, "It does not send."),
        };
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<SendStatus> PublishedAsync(ValueTask<PublishResult> publishing)
    {
        await publishing;
        return SendStatus.Sent;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<SendStatus> SentAsync(ValueTask sending)
    {
        await sending;
        return SendStatus.Sent;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<SendStatus> RoutedAsync(
        ZmqRouter router, byte[] to, ReadOnlyMemory<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        SendStatus status;
        while ((status = await router.SendFramesAsync(to, parts, cancellationToken)) == SendStatus.NotConnected)
        {
            await Task.Delay(s_look, cancellationToken);
        }

        return status;
    }
}
