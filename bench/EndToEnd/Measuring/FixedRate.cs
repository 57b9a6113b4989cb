using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sockets.EndToEnd.Measuring;

/// <summary>
/// Sends at a fixed rate, each message with the moment at which it was due in front, until the process is told to go. Between
/// messages it sleeps: one that looks at the clock all the time takes a core from what is measured, even when it yields.
/// </summary>
internal static unsafe partial class FixedRate
{
    // Linux values (linux/prctl.h). The default slack of 50 us lets the kernel wake a thread that much late.
    private const int SetTimerSlack = 29;
    private const ulong SlackNanoseconds = 1;

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

        _ = prctl(SetTimerSlack, SlackNanoseconds, 0, 0, 0);
        long* wait = stackalloc long[2];
        long period = Stopwatch.Frequency / perSecond;
        for (long due = Stopwatch.GetTimestamp(); ; due += period)
        {
            while (due - Stopwatch.GetTimestamp() is > 0 and long left)
            {
                (wait[0], wait[1]) = Math.DivRem((long)Stopwatch.GetElapsedTime(0, left).TotalNanoseconds, 1_000_000_000);
                _ = nanosleep(wait, rest: null);
            }

            BinaryPrimitives.WriteInt64LittleEndian(payload, due);
            send(payload);
        }
    }

    [LibraryImport("libc")]
    private static partial int nanosleep(long* duration, long* rest);

    [LibraryImport("libc")]
    private static partial int prctl(int option, ulong argument, ulong second, ulong third, ulong fourth);
}
