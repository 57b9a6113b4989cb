using System.Buffers.Binary;
using System.Diagnostics;

namespace Sockets.EndToEnd.Measuring;

/// <summary>Sends at a fixed rate, each message with the moment at which it was due in front, until the process is told to go.</summary>
internal static class FixedRate
{
    /// <param name="size">The payload's length in bytes.</param>
    /// <param name="perSecond">How many messages a second.</param>
    /// <param name="send">Sends one; the payload is used again.</param>
    public static void Send(int size, int perSecond, Action<byte[]> send)
    {
        byte[] payload = new byte[size];
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
