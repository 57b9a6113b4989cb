using System.Buffers.Binary;
using System.Diagnostics;

namespace Sockets.EndToEnd.Measuring;

/// <summary>Sends at a fixed rate, each message with the moment at which it was due in front, until the process is told to go.</summary>
internal static class FixedRate
{
    /// <summary>More than the kernel holds for a connection that nobody reads.</summary>
    private const int FillBytes = 16 * 1024 * 1024;

    /// <param name="size">The payload's length in bytes.</param>
    /// <param name="perSecond">How many messages a second.</param>
    /// <param name="send">Sends one; the payload is used again.</param>
    public static void Send(int size, int perSecond, Action<byte[]> send)
    {
        byte[] payload = new byte[size];
        for (int i = 0; i < FillBytes / size; i++)
        {
            // Falls into the warm-up. Behind it, whoever does not read is full.
            BinaryPrimitives.WriteInt64LittleEndian(payload, Stopwatch.GetTimestamp());
            send(payload);
        }

        long period = Stopwatch.Frequency / perSecond;
        for (long due = Stopwatch.GetTimestamp(); ; due += period)
        {
            while (Stopwatch.GetTimestamp() < due)
            {
                Thread.Sleep(due - Stopwatch.GetTimestamp() > Stopwatch.Frequency / 500 ? 1 : 0);
            }

            BinaryPrimitives.WriteInt64LittleEndian(payload, due);
            send(payload);
        }
    }
}
