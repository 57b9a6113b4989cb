using System.Diagnostics;
using System.Net.Sockets;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;

namespace Sockets.EndToEnd.Peers;

/// <summary>The floor of asynchronous code: awaited SendAsync and ReceiveAsync at both ends, one frame in flight.</summary>
internal static class AsyncPing
{
    public static EndPair Ends { get; } = new(ListenAsync, ConnectAsync);

    private static async Task ListenAsync(EndContext end)
    {
        using Socket listener = BareSocket.Listen(out int port);
        end.Ready(port);
        using Socket socket = await listener.AcceptAsync();
        socket.NoDelay = true;
        byte[] received = new byte[end.Size + LengthPrefix.HeaderLength];
        byte[] sent = new byte[received.Length];
        int held;
        while ((held = await ReceiveAsync(socket, received)) > 0)
        {
            await socket.SendAsync(sent.AsMemory(0, Answer(received.AsSpan(0, held), sent)));
        }
    }

    private static async Task ConnectAsync(EndContext end)
    {
        using Socket socket = BareSocket.New();
        await socket.ConnectAsync(end.EndPoint);
        byte[] payload = new byte[end.Size];
        byte[] received = new byte[end.Size + LengthPrefix.HeaderLength];
        byte[] sent = new byte[received.Length];
        RoundTripMeter meter = new(end);
        meter.Start();
        long started;
        do
        {
            started = Stopwatch.GetTimestamp();
            await socket.SendAsync(sent.AsMemory(0, LengthPrefix.Write(sent, payload)));
            if (await ReceiveAsync(socket, received) == 0)
            {
                throw new IOException("the other end closed");
            }
        }
        while (meter.Record(started, Stopwatch.GetTimestamp()));
        end.Finish(meter.Figures());
    }

    private static int Answer(ReadOnlySpan<byte> received, Span<byte> sent)
    {
        LengthPrefix.TryRead(received, out ReadOnlySpan<byte> payload);
        return LengthPrefix.Write(sent, payload);
    }

    /// <summary>Receives one frame when no second one can be behind it.</summary>
    /// <returns>Its length; 0 at the end of the stream.</returns>
    private static async ValueTask<int> ReceiveAsync(Socket socket, byte[] buffer)
    {
        int held = 0;
        do
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(held));
            if (count == 0)
            {
                return 0;
            }

            held += count;
        }
        while (!LengthPrefix.TryRead(buffer.AsSpan(0, held), out _));
        return held;
    }
}
