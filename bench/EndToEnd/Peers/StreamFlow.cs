using System.Diagnostics;
using System.Net.Sockets;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Harness;

namespace Sockets.EndToEnd.Peers;

/// <summary>
/// The ceiling of bytes over one socket, without any frames: blocking writes of 128 KiB, as iperf3 does, and reads that
/// block or are awaited. The receiver counts from its first read after the warm-up to its last read.
/// </summary>
internal static class StreamFlow
{
    private const int BlockLength = 128 * 1024;

    /// <summary>The reader blocks in the kernel.</summary>
    public static EndPair Blocking { get; } = new(end => ListenAsync(end, Block), Connect);

    /// <summary>The reader awaits the runtime's event loop.</summary>
    public static EndPair Awaited { get; } = new(
        end => ListenAsync(end, static (socket, buffer) => socket.ReceiveAsync(buffer.AsMemory())), Connect);

    private static async Task ListenAsync(EndContext end, Func<Socket, byte[], ValueTask<int>> read)
    {
        using Socket listener = BareSocket.Listen(out int port);
        end.Ready(port);
        using Socket socket = BareSocket.Accept(listener);
        byte[] buffer = new byte[BlockLength];
        long scoreFrom = Stopwatch.GetTimestamp() + Ticks(end.Plan.Warmup);
        while (Stopwatch.GetTimestamp() < scoreFrom)
        {
            await ReceiveAsync();
        }

        end.Scoring();
        long started = Stopwatch.GetTimestamp();
        long scoreUntil = started + Ticks(end.Plan.Scored);
        long bytes = 0;
        long now;
        do
        {
            bytes += await ReceiveAsync();
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

        async ValueTask<int> ReceiveAsync()
        {
            int count = await read(socket, buffer);
            return count > 0 ? count : throw new IOException("the stream ended early");
        }
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

#pragma warning disable VSTHRD103 // Blocking is what is measured.
    private static ValueTask<int> Block(Socket socket, byte[] buffer) => new(socket.Receive(buffer));
#pragma warning restore VSTHRD103

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
