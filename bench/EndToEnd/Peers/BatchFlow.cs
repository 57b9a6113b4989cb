using System.Net.Sockets;
using Sockets.EndToEnd.Children;
using Sockets.EndToEnd.Measuring;

namespace Sockets.EndToEnd.Peers;

/// <summary>
/// The ceiling of framed messages over one socket: the sender copies frames into a block and sends the block when it is
/// full, the receiver parses what it gets. No queue, no flow control, no second thread: what is left is copying and TCP.
/// </summary>
internal static class BatchFlow
{
    public const int BlockLength = 64 * 1024;

    public static EndPair Ends { get; } = new(Listen, Connect);

    private static Task Listen(EndContext end)
    {
        using Socket listener = BareSocket.Listen(out int port);
        end.Ready(port);
        using Socket socket = BareSocket.Accept(listener);
        OneWayMeter meter = new(end);
        byte[] buffer = new byte[2 * BlockLength];
        int held = 0;
        while (true)
        {
            int count = socket.Receive(buffer.AsSpan(held));
            if (count == 0)
            {
                throw new IOException("the stream ended before the second marker");
            }

            held += count;
            if (!Parse(meter, buffer.AsSpan(0, held), out int parsed))
            {
                end.Finish(meter.Figures());
                return Task.CompletedTask;
            }

            held -= parsed;
            buffer.AsSpan(parsed, held).CopyTo(buffer);
        }
    }

    private static bool Parse(OneWayMeter meter, ReadOnlySpan<byte> received, out int parsed)
    {
        parsed = 0;
        while (LengthPrefix.TryRead(received[parsed..], out ReadOnlySpan<byte> payload))
        {
            if (!meter.Count(payload.Length))
            {
                return false;
            }

            parsed += LengthPrefix.HeaderLength + payload.Length;
        }

        return true;
    }

    private static Task Connect(EndContext end)
    {
        using Socket socket = BareSocket.Connect(end.EndPoint);
        OneWayPace pace = new(end);
        Block block = new(socket);
        byte[] payload = new byte[end.Size];
        byte[] marker = new byte[OneWayPace.MarkerLength];
        while (pace.Warming)
        {
            Burst(block, payload, pace.Burst);
        }

        block.Add(marker);
        long sent = 0;
        while (pace.Scoring)
        {
            Burst(block, payload, pace.Burst);
            sent += pace.Burst;
        }

        block.Add(marker);
        block.Flush();
        pace.Finish(sent);
        return Task.CompletedTask;
    }

    private static void Burst(Block block, byte[] payload, int count)
    {
        for (int i = 0; i < count; i++)
        {
            block.Add(payload);
        }
    }

    /// <summary>Frames gathered for one send.</summary>
    private sealed class Block(Socket socket)
    {
        private readonly byte[] _bytes = new byte[BlockLength];
        private int _held;

        public void Add(ReadOnlySpan<byte> payload)
        {
            if (_held + LengthPrefix.HeaderLength + payload.Length > BlockLength)
            {
                Flush();
            }

            _held += LengthPrefix.Write(_bytes.AsSpan(_held), payload);
        }

        public void Flush()
        {
            for (int done = 0; done < _held;)
            {
                done += socket.Send(_bytes.AsSpan(done, _held - done));
            }

            _held = 0;
        }
    }
}
