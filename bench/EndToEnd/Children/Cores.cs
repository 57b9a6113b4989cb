using System.Diagnostics;
using System.Numerics;

namespace Sockets.EndToEnd.Children;

/// <summary>The cores that this program may use, and keeping a process on one of them.</summary>
internal static class Cores
{
    /// <summary>Lets the scheduler decide.</summary>
    public const int Any = -1;

    /// <summary>Why a placement is not possible here; null when it is.</summary>
    public static string? AbsenceOf(Placement placement)
    {
        if (placement == Placement.Free)
        {
            return null;
        }

        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return "this system does not keep processes on cores";
        }

        int needed = placement == Placement.OwnCores ? 2 : 1;
        return BitOperations.PopCount(Allowed()) < needed ? $"it takes {needed} cores" : null;
    }

    /// <summary>The core of one end.</summary>
    public static int For(Placement placement, Side side)
    {
        if (placement == Placement.Free)
        {
            return Any;
        }

        // Interrupts tend to go to the first core, so one end alone takes the last.
        ulong allowed = Allowed();
        return placement == Placement.OwnCores && side == Side.Listen
            ? BitOperations.TrailingZeroCount(allowed)
            : BitOperations.Log2(allowed);
    }

    /// <summary>
    /// Keeps this process on one core. To be called first, on the main thread: threads made later take over its mask.
    /// The runtime goes on as on the whole machine; had the mask been set before it started, it would have tuned its
    /// spinning and its thread pool to a machine of one core.
    /// </summary>
    public static void Keep(int core)
    {
        if (core != Any && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows()))
        {
            using Process self = Process.GetCurrentProcess();
            self.ProcessorAffinity = (nint)(1L << core);
        }
    }

    private static ulong Allowed()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return 0;
        }

        using Process self = Process.GetCurrentProcess();
        return (ulong)self.ProcessorAffinity;
    }
}
