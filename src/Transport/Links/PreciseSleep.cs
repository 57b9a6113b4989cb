using System.Runtime.InteropServices;

namespace Sockets.Transport.Links;

/// <summary>Sleeps of microseconds, on Linux; elsewhere of whole milliseconds, and none below.</summary>
internal static unsafe partial class PreciseSleep
{
    // Linux values (linux/prctl.h). The default slack of 50 us lets the kernel wake a thread that much late.
    private const int SetTimerSlack = 29;
    private const ulong SlackNanoseconds = 1;

    /// <summary>Lets this thread's sleeps end on time, as far as the kernel can.</summary>
    public static void Sharpen()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = prctl(SetTimerSlack, SlackNanoseconds, 0, 0, 0);
        }
    }

    /// <summary>Blocks for about this long.</summary>
    public static void For(TimeSpan time)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            Thread.Sleep(time.TotalMilliseconds < 1 ? TimeSpan.Zero : time);
            return;
        }

        long* timespec = stackalloc long[2];
        timespec[0] = time.Ticks / TimeSpan.TicksPerSecond;
        timespec[1] = time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick;
        _ = nanosleep(timespec, rest: null);
    }

    [LibraryImport("libc")]
    private static partial int nanosleep(long* duration, long* rest);

    [LibraryImport("libc")]
    private static partial int prctl(int option, ulong argument, ulong second, ulong third, ulong fourth);
}
