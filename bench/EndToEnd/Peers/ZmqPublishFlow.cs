using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;

namespace Sockets.EndToEnd.Peers;

/// <summary>libzmq XPUB and SUB over its C API, without loss: XPUB_NODROP, which waits for the subscriber's queue.</summary>
internal static class ZmqPublishFlow
{
    public static Task Listen(EndContext end)
    {
        using ZmqSocket socket = new(ZmqLibrary.Sub);
        socket.SubscribeToAll();
        end.Ready(socket.BindLoopback());
        OneWayMeter meter = new(end);
        while (meter.Count(socket.ReceiveInPlace()))
        {
        }

        end.Finish(meter.Figures());
        return Task.CompletedTask;
    }

    public static Task Connect(EndContext end)
    {
        using ZmqSocket socket = new(ZmqLibrary.XPub);
        socket.SetOption(ZmqLibrary.XPubNoDrop, 1);
        socket.ConnectLoopback(end.EndPoint.Port);

        // The subscription, before which everything would go nowhere.
        socket.ReceiveInPlace();
        OneWayPace pace = new(end);
        byte[] payload = new byte[end.Size];
        byte[] marker = new byte[OneWayPace.MarkerLength];
        while (pace.Warming)
        {
            Burst(socket, payload, pace.Burst);
        }

        socket.Send(marker);
        long sent = 0;
        while (pace.Scoring)
        {
            Burst(socket, payload, pace.Burst);
            sent += pace.Burst;
        }

        socket.Send(marker);
        pace.Finish(sent);
        return Task.CompletedTask;
    }

    private static void Burst(ZmqSocket socket, byte[] payload, int count)
    {
        for (int i = 0; i < count; i++)
        {
            socket.Send(payload);
        }
    }
}
