using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sockets.Tools.Doctor.Facts;

/// <summary>Asks the kernel how its clock is kept (adjtimex(2)); needs no rights, because it changes nothing.</summary>
internal static partial class KernelClock
{
    // Linux values (sys/timex.h) and the layout of its struct timex on 64-bit machines.
    private const int Length = 208;
    private const int MaxErrorOffset = 24;
    private const int StatusOffset = 40;
    private const int NotSynchronised = 0x40;
    private const int ClockError = 5;

    /// <summary>The state of the clock; null where the kernel does not say.</summary>
    public static ClockState? Read()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return null;
        }

        Span<byte> timex = stackalloc byte[Length];
        timex.Clear();
        int state = Adjtimex(timex);
        if (state < 0)
        {
            return null;
        }

        int status = BinaryPrimitives.ReadInt32LittleEndian(timex[StatusOffset..]);
        long microseconds = BinaryPrimitives.ReadInt64LittleEndian(timex[MaxErrorOffset..]);
        return new ClockState(state != ClockError && (status & NotSynchronised) == 0, TimeSpan.FromMicroseconds(microseconds));
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int Adjtimex(Span<byte> timex);
}
