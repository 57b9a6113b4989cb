using System.Runtime.InteropServices;

namespace Sockets.Transport.Tcp.Internal.Receiving;

/// <summary>
/// Adds up what an application lets go of, message by message, and tells in steps: one atomic addition each, in a cache
/// line that the receive loop does not write to.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ReleaseTally
{
    private const int CountShift = 40;

    private readonly Line _before;
    private long _sum;
    private readonly Line _behind;

    /// <summary>Adds a message. When it says true, what was added so far is taken out: tell it.</summary>
    /// <param name="cost">Its bytes.</param>
    /// <param name="step">What is worth telling.</param>
    /// <param name="bytes">Bytes to tell.</param>
    /// <param name="count">Messages to tell.</param>
    public bool Add(int cost, ReleaseStep step, out int bytes, out int count)
    {
        long sum = Interlocked.Add(ref _sum, (1L << CountShift) + cost);
        (bytes, count) = Split(sum);
        if (bytes < step.Bytes && count < step.Messages)
        {
            return false;
        }

        (bytes, count) = Split(Interlocked.Exchange(ref _sum, 0));
        return count > 0;
    }

    private static (int Bytes, int Count) Split(long sum) => ((int)(sum & ((1L << CountShift) - 1)), (int)(sum >> CountShift));

    /// <summary>So long that nothing on its other side shares a cache line with what is on this.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private readonly struct Line;
}
