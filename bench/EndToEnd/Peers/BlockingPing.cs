using System.Diagnostics;
using System.Net.Sockets;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;

namespace Sockets.EndToEnd.Peers;

/// <summary>The floor: one thread at each end, blocking send and receive, one frame in flight.</summary>
internal static class BlockingPing
{
    public static EndPair Ends { get; } = new(Listen, Connect);

    private static Task Listen(EndContext end)
    {
        using Socket listener = BareSocket.Listen(out int port);
        end.Ready(port);
        using Socket socket = BareSocket.Accept(listener);
        byte[] received = new byte[end.Size + LengthPrefix.HeaderLength];
        byte[] sent = new byte[received.Length];
        while (Exchange.TryReceive(socket, received, out ReadOnlySpan<byte> payload))
        {
            socket.Send(sent.AsSpan(0, LengthPrefix.Write(sent, payload)));
        }

        return Task.CompletedTask;
    }

    private static Task Connect(EndContext end)
    {
        using Socket socket = BareSocket.Connect(end.EndPoint);
        byte[] payload = new byte[end.Size];
        byte[] received = new byte[end.Size + LengthPrefix.HeaderLength];
        byte[] sent = new byte[received.Length];
        RoundTripMeter meter = new(end);
        meter.Start();
        long started;
        do
        {
            started = Stopwatch.GetTimestamp();
            socket.Send(sent.AsSpan(0, LengthPrefix.Write(sent, payload)));
            Exchange.Receive(socket, received);
        }
        while (meter.Record(started, Stopwatch.GetTimestamp()));
        end.Finish(meter.Figures());
        return Task.CompletedTask;
    }

    /// <summary>Receiving one frame when no second one can be behind it.</summary>
    private static class Exchange
    {
        public static bool TryReceive(Socket socket, byte[] buffer, out ReadOnlySpan<byte> payload)
        {
            int held = 0;
            do
            {
                int count = socket.Receive(buffer.AsSpan(held));
                if (count == 0)
                {
                    payload = default;
                    return false;
                }

                held += count;
            }
            while (!LengthPrefix.TryRead(buffer.AsSpan(0, held), out payload));
            return true;
        }

        public static void Receive(Socket socket, byte[] buffer)
        {
            if (!TryReceive(socket, buffer, out _))
            {
                throw new IOException("the other end closed");
            }
        }
    }
}
