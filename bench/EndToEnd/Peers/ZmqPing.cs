using System.Diagnostics;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;

namespace Sockets.EndToEnd.Peers;

/// <summary>libzmq REQ and REP over its C API, like its own local_lat and remote_lat.</summary>
internal static class ZmqPing
{
    public static EndPair Ends { get; } = new(Listen, Connect);

    private static Task Listen(EndContext end)
    {
        using ZmqSocket socket = new(ZmqLibrary.Rep);
        end.Ready(socket.BindLoopback());
        byte[] payload = new byte[end.Size];
        while (true)
        {
            int length = socket.Receive(payload);
            socket.Send(payload.AsSpan(0, length));
        }
    }

    private static Task Connect(EndContext end)
    {
        using ZmqSocket socket = new(ZmqLibrary.Req);
        socket.ConnectLoopback(end.EndPoint.Port);
        byte[] payload = new byte[end.Size];
        RoundTripMeter meter = new(end);
        meter.Start();
        long started;
        do
        {
            started = Stopwatch.GetTimestamp();
            socket.Send(payload);
            socket.Receive(payload);
        }
        while (meter.Record(started, Stopwatch.GetTimestamp()));
        end.Finish(meter.Figures());
        return Task.CompletedTask;
    }
}
