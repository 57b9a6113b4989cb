using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;

namespace Sockets.EndToEnd.Peers;

/// <summary>libzmq PUSH and PULL over its C API with default options, like its own local_thr and remote_thr.</summary>
internal static class ZmqFlow
{
    public static EndPair Ends { get; } = new(Listen, Connect);

    private static Task Listen(EndContext end)
    {
        using ZmqSocket socket = new(ZmqLibrary.Pull);
        end.Ready(socket.BindLoopback());
        OneWayMeter meter = new(end);
        while (meter.Count(socket.ReceiveInPlace()))
        {
        }

        end.Finish(meter.Figures());
        return Task.CompletedTask;
    }

    private static Task Connect(EndContext end)
    {
        using ZmqSocket socket = new(ZmqLibrary.Push);
        socket.ConnectLoopback(end.EndPoint.Port);
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
