using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;

namespace Sockets.EndToEnd.Peers;

/// <summary>libzmq PUSH and PULL over its C API, like its own local_thr and remote_thr.</summary>
internal static class ZmqFlow
{
    /// <summary>
    /// Queued messages at most, in each process, when they are big. The default of 1000 would hold a gigabyte of 1 MiB
    /// messages, and was not faster. Small messages run with the default.
    /// </summary>
    private const int BigHighWaterMark = 64;

    private const int BigLength = 64 * 1024;

    public static EndPair Ends { get; } = new(static end => Listen(end, static _ => { }), static end => Connect(end, static _ => { }));

    /// <summary>Receives over a socket that <paramref name="setUp"/> has set up.</summary>
    public static Task Listen(EndContext end, Action<ZmqSocket> setUp)
    {
        using ZmqSocket socket = new(ZmqLibrary.Pull);
        setUp(socket);
        Bound(socket, ZmqLibrary.ReceiveHighWaterMark, end.Size);
        end.Ready(socket.BindLoopback());
        OneWayMeter meter = new(end);
        while (meter.Count(socket.ReceiveInPlace()))
        {
        }

        end.Finish(meter.Figures());
        return Task.CompletedTask;
    }

    /// <summary>Sends over a socket that <paramref name="setUp"/> has set up.</summary>
    public static Task Connect(EndContext end, Action<ZmqSocket> setUp)
    {
        using ZmqSocket socket = new(ZmqLibrary.Push);
        setUp(socket);
        Bound(socket, ZmqLibrary.SendHighWaterMark, end.Size);
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

    private static void Bound(ZmqSocket socket, int option, int size)
    {
        if (size >= BigLength)
        {
            socket.SetOption(option, BigHighWaterMark);
        }
    }

    private static void Burst(ZmqSocket socket, byte[] payload, int count)
    {
        for (int i = 0; i < count; i++)
        {
            socket.Send(payload);
        }
    }
}
