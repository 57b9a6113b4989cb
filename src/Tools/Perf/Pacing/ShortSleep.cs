using System.Runtime.InteropServices;

namespace Sockets.Tools.Perf.Pacing;

/// <summary>Sleeps shorter than the millisecond that <see cref="Thread.Sleep(int)"/> counts in.</summary>
internal static partial class ShortSleep
{
    /// <summary>Blocks the thread for about this long; where the system has no such call, for whole milliseconds of it.</summary>
    public static void Sleep(TimeSpan time)
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            Timespec wanted = new() { Seconds = (long)time.TotalSeconds, Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * 100 };
            _ = NanoSleep(in wanted, 0);
        }
        else
        {
            Thread.Sleep((int)time.TotalMilliseconds);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in Timespec wanted, nint remaining);

    // struct timespec of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
