using System.Runtime.InteropServices;
using Sockets.Transport.Multicast;

namespace Sockets.EndToEnd.Multicast;

/// <summary>Counts, and lets others see how long its thread, the receiving one, was on a processor.</summary>
internal sealed partial class CountingHandler : IMulticastHandler
{
    private long _count;
    private int _clock;

    /// <summary>Messages so far.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>How long the receiving thread was on a processor. Linux only; 0 elsewhere and before the first message.</summary>
    public long BusyNanoseconds => Volatile.Read(ref _clock) is var clock and not 0 && ClockGetTime(clock, out Timespec time) == 0
        ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
        : 0;

    public void OnMessage(in MulticastInfo info, ReadOnlySpan<byte> payload)
    {
        if (_count == 0 && OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            // The clock of one thread, which others may read: clock_getcpuclockid(3), made as the kernel wants it.
            const int OfThread = 6;
            Volatile.Write(ref _clock, (~GetThreadId() << 3) | OfThread);
        }

        Volatile.Write(ref _count, _count + 1);
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Timespec time);

    // struct timespec of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
