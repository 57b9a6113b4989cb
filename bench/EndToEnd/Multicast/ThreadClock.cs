using System.Runtime.InteropServices;

namespace Sockets.EndToEnd.Multicast;

/// <summary>How long the calling thread was on a processor. Linux only; 0 elsewhere.</summary>
internal static partial class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID (linux/time.h).
    private const int ThreadTime = 3;

    /// <summary>Nanoseconds since the thread began.</summary>
    public static long Nanoseconds => OperatingSystem.IsLinux() && Environment.Is64BitProcess && ClockGetTime(ThreadTime, out Timespec time) == 0
        ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
        : 0;

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
