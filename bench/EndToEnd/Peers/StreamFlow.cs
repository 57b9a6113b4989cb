using System.Diagnostics;
using System.Net.Sockets;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Peers;

/// <summary>
/// The ceiling of bytes over one socket, without any frames: blocking writes and reads of 128 KiB, as iperf3 does. The
/// receiver counts from its first read after the warm-up to its last read.
/// </summary>
internal static class StreamFlow
{
    private const int BlockLength = 128 * 1024;

    public static EndPair Ends { get; } = new(Listen, Connect);

    private static Task Listen(EndContext end)
    {
        using Socket listener = BareSocket.Listen(out int port);
        end.Ready(port);
        using Socket socket = BareSocket.Accept(listener);
        byte[] buffer = new byte[BlockLength];
        long scoreFrom = Stopwatch.GetTimestamp() + Ticks(end.Plan.Warmup);
        while (Stopwatch.GetTimestamp() < scoreFrom)
        {
            Receive(socket, buffer);
        }

        end.Scoring();
        long started = Stopwatch.GetTimestamp();
        long scoreUntil = started + Ticks(end.Plan.Scored);
        long bytes = 0;
        long now;
        do
        {
            bytes += Receive(socket, buffer);
            now = Stopwatch.GetTimestamp();
        }
        while (now < scoreUntil);
        double seconds = (now - started) / (double)Stopwatch.Frequency;
        end.Finish(new Figures
        {
            [Keys.Bytes] = bytes,
            [Keys.Seconds] = seconds,
            [Keys.BytesPerSecond] = bytes / seconds,
            [Keys.BytesWhileCosting] = bytes,
        });
        return Task.CompletedTask;
    }

    private static Task Connect(EndContext end)
    {
        using Socket socket = BareSocket.Connect(end.EndPoint);
        WriteUntilClosed(socket);
        return Task.CompletedTask;
    }

    /// <summary>The receiver closes when it has enough.</summary>
    private static void WriteUntilClosed(Socket socket)
    {
        byte[] buffer = new byte[BlockLength];
        try
        {
            while (true)
            {
                socket.Send(buffer);
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // It has enough.
        }
    }

    private static int Receive(Socket socket, byte[] buffer)
    {
        int count = socket.Receive(buffer);
        return count > 0 ? count : throw new IOException("the stream ended early");
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
